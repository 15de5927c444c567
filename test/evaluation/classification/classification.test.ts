import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classIntervals } from '../../../src/evaluation/classification/class-intervals.ts';
import { classificationScores } from '../../../src/evaluation/classification/class-scores.ts';
import type { Classified } from '../../../src/evaluation/classification/confusion.ts';
import { confusionMatrix } from '../../../src/evaluation/classification/confusion.ts';
import { parseLabel } from '../../../src/evaluation/classification/parse-label.ts';
import { macroF1, unparseable } from '../../../src/evaluation/label-metrics.ts';

const labels = ['a', 'b', 'c', 'd'];
const rowsOf = (references: string, predicted: string): Classified[] =>
  [...references].map((reference, index) => ({ reference, predicted: predicted[index] === '-' ? null : predicted[index]! }));
/** Two unparseable answers among ten. */
const rows = rowsOf('aaabbcccdd', 'ababbc-ac-');

describe('scores of a classification', () => {
  test('equal scikit-learn’s with zero_division=0, unparseable answers as a class of their own', () => {
    const scores = classificationScores(confusionMatrix(rows, labels));
    expect(scores).toMatchObject({ accuracy: 0.5, n: 10, unparseable: 2, unknownReferences: 0, warnings: [], reason: null });
    expect(scores.classes.map(({ precision }) => precision)).toEqual([2 / 3, 2 / 3, 1 / 2, 0, 0]);
    expect(scores.classes.map(({ recall }) => recall)).toEqual([2 / 3, 1, 1 / 3, 0, 0]);
    expect(scores.classes.map(({ f1 }) => f1)).toEqual([2 / 3, 4 / 5, 2 / 5, 0, 0]);
    expect(scores.classes.map(({ support }) => support)).toEqual([3, 2, 3, 2, 0]);
    expect(scores.macro?.precision).toBeCloseTo(0.36666666666666664, 12);
    expect(scores.macro?.recall).toBeCloseTo(0.4, 12);
    expect(scores.macro?.f1).toBeCloseTo(0.37333333333333335, 12);
    expect(scores.micro).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 });
    expect(scores.weighted?.precision).toBeCloseTo(0.4833333333333333, 12);
    expect(scores.weighted?.f1).toBeCloseTo(0.48, 12);
  });

  test('the confusion matrix has references as rows and a last column for unparseable answers', () => {
    const { classes, counts } = confusionMatrix(rows, labels);
    expect(classes).toEqual([...labels, unparseable]);
    expect(counts).toEqual([
      [2, 1, 0, 0, 0],
      [0, 2, 0, 0, 0],
      [1, 0, 1, 0, 1],
      [0, 0, 1, 0, 1],
      [0, 0, 0, 0, 0],
    ]);
  });

  test('0 ÷ 0 is 0 and flagged', () => {
    const { classes } = classificationScores(confusionMatrix(rowsOf('ab', 'ac'), labels));
    expect(classes.map(({ label, undefined: flags }) => [label, flags])).toEqual([
      ['a', []],
      ['b', ['precision']],
      ['c', ['recall']],
      ['d', ['precision', 'recall', 'f1']],
    ]);
  });

  test('a model that always refuses scores 0, is counted, and makes one look at the prompt', () => {
    const scores = classificationScores(confusionMatrix(rowsOf('abcd', '----'), labels));
    expect(scores).toMatchObject({ accuracy: 0, unparseable: 4, macro: { f1: 0 } });
    expect(scores.warnings[0]).toMatch(/^4 of 4 answers mean none of the labels/);
  });

  test('predictions and references outside the labels are wrong and counted', () => {
    const matrix = confusionMatrix(rowsOf('ax', 'zx'), labels);
    expect(matrix).toMatchObject({ unparseable: 2, unknownReferences: 1, classes: [...labels, 'x', unparseable] });
    expect(classificationScores(matrix)).toMatchObject({
      accuracy: 0,
      warnings: [expect.anything(), expect.stringMatching(/1 of 2 references/)],
    });
    const empty = classificationScores(confusionMatrix([{ reference: '', predicted: null }], null));
    expect(empty).toMatchObject({ accuracy: 0, macro: { f1: 0 } });
  });

  test('no rows: null with a reason', () => {
    const none = classificationScores(confusionMatrix([], labels));
    expect(none).toMatchObject({ accuracy: null, macro: null, micro: null, weighted: null, n: 0, reason: 'there are no rows' });
    expect(classIntervals([], labels, null, { seed: 1 })).toMatchObject({ accuracy: null, macroF1: null });
  });

  test('macro F1 is the one that reports have, and micro is accuracy, whatever the rows', () => {
    const name = fc.constantFrom(...labels);
    fc.assert(
      fc.property(fc.array(fc.record({ reference: name, predicted: fc.option(name) }), { minLength: 1, maxLength: 40 }), (drawn) => {
        const scores = classificationScores(confusionMatrix(drawn, labels));
        const all = Uint32Array.from(drawn, (_, index) => index);
        const same = macroF1(
          drawn.map(({ reference }) => reference),
          drawn.map(({ predicted }) => predicted ?? unparseable),
        )(all);
        expect(scores.macro?.f1).toBeCloseTo(same, 12);
        expect(scores.micro?.f1).toBe(scores.accuracy);
        expect(scores.weighted?.recall).toBeCloseTo(scores.accuracy!, 12);
      }),
    );
  });

  test('intervals hold their values and know about groups', () => {
    const many = Array.from({ length: 40 }, (_, index) => rows[index % 10]!);
    const found = classIntervals(many, labels, null, { seed: 3, resamples: 200 });
    expect(found.accuracy).toMatchObject({ mean: 0.5, n: 40 });
    expect(found.macroF1!.low).toBeLessThan(0.374);
    expect(found.macroF1!.high).toBeGreaterThan(0.373);
    expect(found.classes[0]).toMatchObject({ label: 'a', precision: { n: 12 }, recall: { n: 12 } });
    const grouped = classIntervals(
      many,
      labels,
      many.map((_, index) => `g${index % 10}`),
      { seed: 3, resamples: 200 },
    );
    expect(grouped.accuracy!.high - grouped.accuracy!.low).toBeGreaterThan(found.accuracy!.high - found.accuracy!.low);
  });
});

describe('the label that an answer means', () => {
  const kinds = ['payment', 'payment terms', 'governing law', 'No'];
  test.each([
    ['payment', 'payment'],
    [' Payment.\n', 'payment'],
    ['The payment terms', 'payment terms'],
    ['payment terms: 30 days', 'payment terms'],
    ['governing law<|endoftext|>', 'governing law'],
    ['no</s></s>', 'No'],
    ['Governing law\nbecause the clause says so', 'governing law'],
    ['I cannot tell.', null],
    ['', null],
    ['paymental', null],
    ['law', null],
  ])('%j means %j', (answer, label) => {
    expect(parseLabel(answer, kinds)).toBe(label);
  });

  test('labels that only differ in case are not guessed among', () => {
    expect(parseLabel('us.', ['US', 'us'])).toBeNull();
    expect(parseLabel('us', ['US', 'us'])).toBe('us');
  });

  test('answers of 100,000 characters are read at once', () => {
    expect(parseLabel(`payment ${' '.repeat(100_000)}x`, kinds)).toBe('payment');
    expect(parseLabel('</s>'.repeat(25_000), kinds)).toBeNull();
  });
});
