import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Overlap } from '../../../src/evaluation/text-metrics/text-metric.ts';
import { splitWords } from '../../../src/evaluation/text-metrics/white-space.ts';
import { corpusOf, itemOf } from './scored.ts';

/** Texts that share words, with marks, line breaks, other scripts and odd characters in between. */
const word = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'the', 'dog', 'running', 'A', 'x.', '1,2', '-', '😀', 'é', '合', '\n', '\ud83d', 'constructor'),
  fc.string({ maxLength: 4, unit: 'binary' }),
);
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
const references = fc.array(text, { minLength: 1, maxLength: 3 });
const runs = { numRuns: 150 };

describe.each(['bleu', 'bleu:tok=intl:smooth=floor', 'chrf', 'chrf++:beta=1'])('%s', (metric) => {
  test('lies between 0 and 100 and is 100 for a text that holds anything, against itself', () => {
    fc.assert(
      fc.property(text, references, (prediction, against) => {
        const score = itemOf(metric, prediction, against) as number;
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100 + 1e-9);
        const itself = itemOf(metric, prediction, [prediction]) as number;
        expect(itself === 0 || Math.abs(itself - 100) < 1e-9).toBe(true);
        expect(itself > 0).toBe(itemOf('chrf', prediction, [prediction]) !== 0);
      }),
      runs,
    );
  });

  test('does not depend on the order of the references', () => {
    fc.assert(
      fc.property(text, references, (prediction, against) => {
        const score = itemOf(metric, prediction, against) as number;
        expect(itemOf(metric, prediction, against.toReversed())).toBeCloseTo(score, 9);
      }),
      runs,
    );
  });
});

test('chrF that counts recall as precision is symmetric', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(itemOf('chrf++:beta=1', one, [other])).toBeCloseTo(itemOf('chrf++:beta=1', other, [one]) as number, 9);
    }),
    runs,
  );
});

test('TER is 0 exactly for equal words, never negative, and at most what dropping and inserting everything costs', () => {
  const words = (of: string) => splitWords(of.toLowerCase());
  fc.assert(
    fc.property(text, text, (prediction, reference) => {
      const [given, wanted] = [words(prediction), words(reference)];
      const score = itemOf('ter', prediction, [reference]) as number;
      expect(score === 0).toBe(given.join(' ') === wanted.join(' '));
      expect(score).toBeGreaterThanOrEqual(0);
      const most = wanted.length === 0 ? 100 : (100 * Math.max(given.length, wanted.length)) / wanted.length;
      expect(score).toBeLessThanOrEqual(most + 1e-9);
    }),
    runs,
  );
});

describe.each(['rouge1', 'rouge2', 'rougeL', 'rouge1:stem', 'rougeL:tok=unicode'])('%s', (metric) => {
  test('lies between 0 and 1, and swaps precision and recall with its sides', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const score = itemOf(metric, one, [other]) as Overlap;
        for (const value of Object.values(score)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        const swapped = itemOf(metric, other, [one]) as Overlap;
        expect(swapped.recall).toBeCloseTo(score.precision, 12);
        expect(swapped.f1).toBeCloseTo(score.f1, 12);
        const { f1 } = itemOf(metric, one, [one]) as Overlap;
        expect(f1 === 0 || f1 === 1).toBe(true);
      }),
      runs,
    );
  });
});

test('several references give ROUGE the best of their F1', () => {
  fc.assert(
    fc.property(text, references, (prediction, against) => {
      const { f1 } = itemOf('rougeLsum', prediction, against) as Overlap;
      const each = against.map((reference) => (itemOf('rougeLsum', prediction, [reference]) as Overlap).f1);
      expect(f1).toBe(Math.max(...each));
    }),
    runs,
  );
});

test('a corpus of equal items scores what one of them does', () => {
  fc.assert(
    fc.property(text, references, (prediction, against) => {
      for (const metric of ['chrf', 'ter'])
        expect(
          corpusOf(
            metric,
            Array.from({ length: 3 }, () => prediction),
            [against, against, against],
          ),
        ).toBeCloseTo(itemOf(metric, prediction, against) as number, 9);
    }),
    runs,
  );
});
