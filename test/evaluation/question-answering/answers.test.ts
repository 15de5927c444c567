import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnswerItem } from '../../../src/evaluation/question-answering/answer-metric.ts';
import { scoreAnswers } from '../../../src/evaluation/question-answering/answer-metric.ts';
import { editSimilarity } from '../../../src/evaluation/question-answering/edit-similarity.ts';
import {
  exactMatch,
  prefixMatch,
  quasiMatch,
  quasiPrefixMatch,
  squadExact,
  squadF1,
} from '../../../src/evaluation/question-answering/matches.ts';
import { numericMatch, parseNumber } from '../../../src/evaluation/question-answering/numeric.ts';

describe('matches', () => {
  test.each([
    ['The Eiffel Tower!', 'eiffel tower', 1, 1],
    ['U.S.A.', 'USA', 1, 1],
    ['Paris, France', 'Paris', 0, 2 / 3],
    ['the the cat cat', 'the cat sat on the mat', 0, 1 / 3],
    ['', '', 1, 0],
  ])('SQuAD: %j against %j', (answer, reference, exact, f1) => {
    expect(squadExact.score(answer, [reference])).toBe(exact);
    expect(squadF1.score(answer, [reference])).toBeCloseTo(f1, 12);
  });

  test('the best of several references counts', () => {
    expect(squadF1.score('Paris, France', ['Lyon', 'Paris', 'Paris France'])).toBe(1);
    expect(exactMatch.score('b', ['a', 'b'])).toBe(1);
  });

  test.each([
    ['Yes, Elmendorf', 'Yes', 0, 0, 1, 1],
    [' yes ', 'yes', 1, 1, 1, 1],
    ['The answer!', 'answer', 0, 1, 0, 1],
    ['tenth', 'ten', 0, 0, 1, 1],
    ['', '', 0, 0, 0, 0],
    ['a', '', 0, 1, 1, 1],
    ['\u001cyes\u0085', 'yes', 1, 1, 1, 1],
  ])('HELM: %j against %j', (answer, reference, exact, quasi, prefix, quasiPrefix) => {
    const scores = [exactMatch, quasiMatch, prefixMatch, quasiPrefixMatch].map((metric) => metric.score(answer, [reference]));
    expect(scores).toEqual([exact, quasi, prefix, quasiPrefix]);
  });

  test('scores lie in [0, 1], and what is exact is everything', () => {
    const metrics = [exactMatch, quasiMatch, prefixMatch, quasiPrefixMatch, squadExact, squadF1, editSimilarity];
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (answer, reference) => {
        for (const metric of metrics) {
          const score = metric.score(answer, [reference]);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(metric.score(answer, [reference, answer])).toBeGreaterThanOrEqual(score!);
        }
        const exact = exactMatch.score(answer, [reference])!;
        for (const looser of [quasiMatch, prefixMatch, quasiPrefixMatch, squadExact])
          expect(looser.score(answer, [reference])).toBeGreaterThanOrEqual(exact);
      }),
    );
  });
});

describe('numbers', () => {
  test.each([
    ['42', 42],
    [' 1,234.56 ', 1234.56],
    ['−3', -3],
    ['$1 200', 1200],
    ['12 %', 0.12],
    ['1.5e3', 1500],
    ['.5', 0.5],
    ['100.', 100],
    ['12 items', null],
    ['1,23', null],
    ['NaN', null],
    ['Infinity', null],
    ['1e999', null],
    ['', null],
    ['-', null],
  ])('%j is %j', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  test('the last number of an answer', () => {
    expect(parseNumber('So 3 + 4 = 7 apples.', 'last')).toBe(7);
    expect(parseNumber('It costs $1,250.', 'last')).toBe(1250);
    expect(parseNumber('none at all', 'last')).toBeNull();
    expect(parseNumber(`1${' '.repeat(100_000)}x`, 'last')).toBe(1);
    expect(parseNumber(`1${' '.repeat(100_000)}x`)).toBeNull();
  });

  test('equal within the larger of two allowances; no number is wrong; a reference that is none cannot be scored', () => {
    expect(numericMatch().score('1,000.0005', ['1000'])).toBe(1);
    expect(numericMatch().score('1000.002', ['1000'])).toBe(0);
    expect(numericMatch({ absolute: 0.5 }).score('2.4', ['2', '9'])).toBe(1);
    expect(numericMatch().score('none', ['2'])).toBe(0);
    expect(numericMatch().score('2', ['two'])).toBeNull();
    expect(numericMatch({ find: 'last' }).signature(1)).toBe('match:numeric|nrefs:1|abs:1e-9|rel:0.000001|find:last|version:1');
  });
});

describe('a set of answers', () => {
  const items: AnswerItem[] = [
    { prediction: 'Paris', references: ['Paris'] },
    { prediction: '', references: ['Rome'] },
    { prediction: null, references: ['Bern'] },
    { prediction: 'x', references: [] },
  ];

  test('failed requests and rows without references are left out and counted, empty answers are wrong', () => {
    const scores = scoreAnswers(exactMatch, items);
    expect(scores).toMatchObject({ value: 0.5, n: 2, unanswered: 1, unscorable: 1, empty: 1, items: [1, 0, null, null], reason: null });
    expect(scores.signature).toBe('match:exact|nrefs:var|norm:strip|version:1');
    expect(scores.interval).toMatchObject({ method: 'clopper-pearson' });
  });

  test('nothing to score is null with the reason', () => {
    expect(scoreAnswers(exactMatch, [])).toMatchObject({ value: null, interval: null, reason: 'there are no rows' });
    expect(scoreAnswers(exactMatch, [items[2]!])).toMatchObject({ value: null, reason: 'none of the 1 rows was answered' });
    expect(scoreAnswers(numericMatch(), [items[0]!])).toMatchObject({ value: null, reason: expect.stringMatching(/no|reference/) });
  });

  test('rows of one group are not independent', () => {
    const grouped = Array.from({ length: 120 }, (_, row) => ({
      prediction: row % 40 < 20 ? 'a' : 'b',
      references: ['a'],
      group: `g${row % 40}`,
    }));
    expect(scoreAnswers(exactMatch, grouped).interval?.method).toBe('wilson:groups=40');
  });

  test('100,000 characters, emoji and torn surrogates are texts like others', () => {
    const long = '😀é漢 \ud800'.repeat(20_000);
    for (const metric of [exactMatch, quasiMatch, prefixMatch, quasiPrefixMatch, squadExact, squadF1, editSimilarity])
      expect(metric.score(long, [long])).toBe(1);
    expect(exactMatch.score(`${' '.repeat(100_000)}x y`, ['x y'])).toBe(1);
  });
});
