import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Comparison } from '../../src/contracts/evaluation-report.ts';
import { compareModels } from '../../src/evaluation/comparison.ts';
import { mcnemarExact } from '../../src/evaluation/mcnemar.ts';
import { cardSet, prediction, textAnswers, textSet } from './answered.ts';

const pattern = (length: number, isRight: (index: number) => boolean) => Array.from({ length }, (_, index) => isRight(index));

/** Right/wrong answers of two models to the same cards. */
function compareCards(before: boolean[], after: boolean[], groups?: string[]): Comparison {
  const rows = before.map((_, index) => ({ id: `r${index}`, group: groups?.[index] ?? null, answer: '{"a":1}' }));
  const said = (right: boolean[]) => right.map((isRight, index) => prediction(`r${index}`, { answer: isRight ? '{"a":1}' : '{"a":2}' }));
  return compareModels({ set: cardSet, against: 'base', rows, before: said(before), after: said(after), seed: 3 });
}

describe('paired comparisons', () => {
  test('right and wrong rows: exact McNemar, sd of the paired differences', () => {
    const before = pattern(100, (index) => index < 12);
    const after = pattern(100, (index) => index >= 12 && index < 17);
    const comparison = Comparison.parse(compareCards(before, after));
    expect(comparison).toMatchObject({ metric: 'exactMatch', test: 'mcnemar-exact', against: 'base' });
    expect(comparison.pValue).toBeCloseTo(0.143463, 6);
    expect(comparison.difference).toMatchObject({ n: 100, method: 'paired-tango' });
    expect(comparison.difference.mean).toBeCloseTo(-0.07, 12);
    expect(comparison.standardDeviation).toBeCloseTo(Math.sqrt((17 - 100 * 0.07 ** 2) / 99), 12);
    expect(comparison.percentile5).toBeGreaterThan(comparison.difference.low);
    expect(comparison.percentile95).toBeLessThan(comparison.difference.high);
  });

  test('the paired interval is close to the normal one, and narrower than for two separate sets', () => {
    const before = pattern(200, (index) => index % 2 === 0);
    const after = pattern(200, (index) => index % 2 === 0 || index % 10 === 1);
    const { difference, standardDeviation } = compareCards(before, after);
    const half = (1.96 * standardDeviation) / Math.sqrt(200);
    expect(difference.mean).toBeCloseTo(0.1, 12);
    expect(difference.low).toBeGreaterThan(0.1 - half - 0.012);
    expect(difference.low).toBeLessThan(0.1 - half + 0.012);
    expect(difference.high - difference.low).toBeLessThan(2 * 1.96 * Math.sqrt((0.25 + 0.24) / 200) * 0.6);
  });

  test('identical outputs: difference 0, p 1, sd 0, by either test; but no certainty', () => {
    const right = pattern(50, (index) => index % 3 === 0);
    const same = { pValue: 1, standardDeviation: 0, difference: { mean: 0 } };
    const cards = compareCards(right, right);
    expect(cards).toMatchObject({ ...same, test: 'mcnemar-exact' });
    expect(cards.difference.method).toBe('paired-newcombe');
    const { rows, predictions } = textAnswers(right);
    const texts = compareModels({ set: textSet, against: 'base', rows, before: predictions, after: predictions, seed: 3 });
    expect(texts).toMatchObject({ ...same, metric: 'tokenF1', test: 'paired-bootstrap' });
    for (const { percentile5, percentile95 } of [cards, texts]) {
      expect(percentile5).toBeLessThan(0);
      expect(percentile5).toBeGreaterThan(-0.06);
      expect(percentile95).toBeGreaterThan(0);
    }
  });

  test('rows in groups: the interval and the sd grow, and McNemar, which knows no groups, is not used', () => {
    const before = pattern(120, () => false);
    const after = pattern(120, (index) => Math.floor(index / 10) % 2 === 0);
    const alone = compareCards(before, after);
    const grouped = compareCards(
      before,
      after,
      before.map((_, index) => `t${Math.floor(index / 10)}`),
    );
    expect(grouped.test).toBe('paired-bootstrap');
    expect(grouped.difference.method).toBe('paired-gains-losses:groups=12');
    expect(grouped.difference.high - grouped.difference.low).toBeGreaterThan(2 * (alone.difference.high - alone.difference.low));
    expect(grouped.standardDeviation).toBeGreaterThan(2 * alone.standardDeviation);
  });

  test('a metric over all rows together is compared too: perplexity', () => {
    const { rows, predictions } = textAnswers(pattern(40, () => true));
    const better = predictions.map((each, index) => ({ ...each, referenceLogProb: -0.5 - (index % 3) / 10 }));
    const comparison = compareModels({
      set: textSet,
      metric: 'perplexity',
      against: 'base',
      rows,
      before: predictions,
      after: better,
      seed: 3,
    });
    expect(comparison.difference.mean).toBeLessThan(0);
    expect(comparison.difference.high).toBeLessThan(0);
    expect(comparison.pValue).toBeLessThan(0.01);
  });

  test('swapping the models turns the sign', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 2, maxLength: 40 }), (pairs) => {
        const [one, other] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
        const [there, back] = [compareCards(one, other), compareCards(other, one)];
        expect(there.difference.mean).toBeCloseTo(-back.difference.mean, 12);
        expect(there.percentile5).toBeCloseTo(-back.percentile95, 12);
        expect(there.pValue).toBe(back.pValue);
        expect(there.difference.low).toBeLessThanOrEqual(there.difference.mean + 1e-12);
        expect(there.difference.high).toBeGreaterThanOrEqual(there.difference.mean - 1e-12);
      }),
      { numRuns: 30 },
    );
  });

  test('p values of models that do not differ are spread: at most one in twenty is below 0.05', () => {
    let small = 0;
    const trials = 200;
    for (let trial = 0; trial < trials; trial++) {
      const word = (index: number, salt: number) =>
        ((Math.imul(index * 2654435761 + trial * 40503 + salt * 97, 2246822519) >>> 13) & 1) === 1;
      const [before, after] = [pattern(60, (index) => word(index, 1)), pattern(60, (index) => word(index, 2))];
      const onlyBefore = before.filter((right, index) => right && !after[index]).length;
      const onlyAfter = after.filter((right, index) => right && !before[index]).length;
      if (mcnemarExact(onlyBefore, onlyAfter) < 0.05) small++;
    }
    expect(small).toBeLessThanOrEqual(trials / 20);
  });

  test('nothing to compare is said plainly', () => {
    expect(() => compareModels({ set: textSet, against: 'base', rows: [], before: [], after: [], seed: 1 })).toThrow(
      /test split of "notes" has no rows/,
    );
    const { rows, predictions } = textAnswers([true]);
    const unanswered = predictions.map((each) => ({ ...each, answer: null }));
    expect(() => compareModels({ set: textSet, against: 'base', rows, before: unanswered, after: predictions, seed: 1 })).toThrow(
      /tokenF1 was not measured/,
    );
  });
});
