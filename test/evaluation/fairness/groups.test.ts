import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GroupReport } from '../../../src/contracts/fairness-report.ts';
import type { Row } from '../../../src/contracts/row.ts';
import { fisherExact } from '../../../src/evaluation/fairness/fisher.ts';
import { favourableLabels, measureGroups } from '../../../src/evaluation/fairness/group-gaps.ts';
import { sliceScores } from '../../../src/evaluation/fairness/slices.ts';
import type { ItemScore } from '../../../src/evaluation/item-scores.ts';
import { prediction } from '../answered.ts';
import { row } from '../robustness/rows.ts';

/** Rows of groups, of which so many are right. */
function scored(groups: Record<string, { n: number; right: number }>): { rows: Row[]; scores: ItemScore[] } {
  const made = Object.entries(groups).flatMap(([region, { n, right }]) =>
    Array.from({ length: n }, (_, index) => ({
      row: row(`${region} ${index}`, 'x', { metadata: { customer: { region } } }),
      score: index < right ? 1 : 0,
    })),
  );
  return { rows: made.map(({ row: each }) => each), scores: made.map(({ row: { id }, score }) => ({ id, group: null, score })) };
}

const column = 'metadata.customer.region';
const measured = (groups: Parameters<typeof scored>[0], leastRows?: number) =>
  measureGroups({ column, ...scored(groups), seed: 1, resamples: 400, ...(leastRows === undefined ? {} : { leastRows }) });

describe('Fisher’s exact test', () => {
  test('gives the published values', () => {
    // The lady tasting tea: 3 of 4 against 1 of 4: two-sided 34/70. 4 of 4 against 0 of 4: 2/70.
    expect(fisherExact(3, 4, 1, 4)).toBeCloseTo(34 / 70, 10);
    expect(fisherExact(4, 4, 0, 4)).toBeCloseTo(2 / 70, 10);
    // scipy.stats.fisher_exact([[8, 2], [1, 5]]) = 0.034965…
    expect(fisherExact(8, 10, 1, 6)).toBeCloseTo(0.03496503496503495, 10);
    expect(fisherExact(0, 10, 0, 10)).toBe(1);
    expect(fisherExact(5, 5, 0, 0)).toBe(1);
  });

  test('does not depend on the order of groups or on what is called favourable', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30), (a, b, c, d) => {
        const p = fisherExact(a, a + b, c, c + d);
        expect(fisherExact(c, c + d, a, a + b)).toBeCloseTo(p, 9);
        expect(fisherExact(b, a + b, d, c + d)).toBeCloseTo(p, 9);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('slices', () => {
  test('show every value with its rows and interval, the worst first', () => {
    const report = sliceScores({ column, ...scored({ north: { n: 40, right: 36 }, south: { n: 20, right: 10 } }) });
    expect(report.slices.map(({ value, n, score }) => [value, n, score.estimate?.mean])).toEqual([
      ['south', 20, 0.5],
      ['north', 40, 0.9],
    ]);
    expect(report.slices[0]?.score.estimate?.low).toBeCloseTo(0.272, 3); // Clopper–Pearson of 10 in 20
    expect(report).toMatchObject({ further: 0, without: 0, unscored: 0 });
  });

  test('count rows without a value, values that name no slice, and rows without a score', () => {
    const rows = [
      row('a', 'x', { metadata: { year: 2024 } }),
      row('b', 'x', { metadata: { year: [2024] } }),
      row('c', 'x'),
      row('d', 'x', { metadata: { year: true } }),
      row('e', 'x', { metadata: { year: ' ' } }),
    ];
    const scores = rows.map(({ id }, index) => ({ id, group: null, score: index === 3 ? null : 1 }));
    expect(sliceScores({ column: 'metadata.year', rows, scores })).toMatchObject({
      slices: [{ value: '2024', n: 1 }],
      without: 3,
      unscored: 1,
    });
    expect(sliceScores({ column: 'metadata.constructor', rows, scores }).without).toBe(5);
  });

  test('are the 20 largest; the others are counted', () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`r${index}`, { n: 1 + index, right: 1 }]));
    const report = sliceScores({ column, ...scored(many) });
    expect(report.slices.length).toBe(20);
    expect(report.further).toBe(5);
    expect(report.slices.map(({ value }) => value)).not.toContain('r0');
  });

  test('of a column that no row can have are refused', () => {
    for (const wrong of ['jurisdiction', 'metadata', 'metadata.', 'messages.0', ''])
      expect(() => sliceScores({ column: wrong, rows: [], scores: [] })).toThrow('Allowed are "group" and a path into the metadata');
  });
});

describe('groups of people', () => {
  test('a planted gap is caught; its clean twin passes', () => {
    const planted = measured({ a: { n: 100, right: 90 }, b: { n: 100, right: 88 }, c: { n: 100, right: 55 } });
    expect(planted.gap).toMatchObject({ best: 'a', worst: 'c' });
    expect(planted.gap?.difference.estimate?.mean).toBeCloseTo(0.35, 12);
    expect(planted.gap!.difference.estimate!.low).toBeGreaterThan(0.2);
    expect(planted.gap?.pValue).toBeCloseTo(1 / 401, 12);
    expect(planted.impactRatio).toMatchObject({
      verdict: 'fail',
      lowest: { value: 'c', favourable: 55, n: 100 },
      highest: { value: 'a', favourable: 90, n: 100 },
    });
    expect(planted.impactRatio.ratio).toBeCloseTo(55 / 90, 12);
    expect(planted.impactRatio.pValue).toBeCloseTo(3 * fisherExact(55, 100, 90, 100), 12);
    const clean = measured({ a: { n: 100, right: 89 }, b: { n: 100, right: 88 }, c: { n: 100, right: 85 } });
    expect(clean.impactRatio.verdict).toBe('pass');
    expect(clean.gap?.pValue).toBeGreaterThan(0.3);
    expect(clean.gap!.difference.estimate!.low).toBeLessThan(0);
    GroupReport.parse(planted);
    GroupReport.parse(clean);
  });

  test('too few rows give no ratio, and a low ratio of few rows is no verdict', () => {
    const few = measured({ a: { n: 100, right: 90 }, b: { n: 29, right: 3 } });
    expect(few.impactRatio).toMatchObject({
      ratio: null,
      verdict: null,
      tooSmall: ['b'],
      reason: 'it takes two groups of at least 30 rows; there is 1',
    });
    expect(few.gap).toBeNull();
    expect(few.slices.length).toBe(2);
    expect(measured({ a: { n: 12, right: 9 }, b: { n: 12, right: 6 } }, 10).impactRatio).toMatchObject({
      verdict: 'inconclusive',
      tooSmall: [],
    });
    expect(measured({ a: { n: 40, right: 0 }, b: { n: 40, right: 0 } }).impactRatio.reason).toBe('no group has a favourable outcome');
  });

  test('rows that come in groups of a document are no independent trials: the interval decides, without an exact test', () => {
    const { rows, scores } = scored({ a: { n: 60, right: 54 }, b: { n: 60, right: 24 } });
    const clustered = scores.map((score, index) => ({ ...score, group: `d${Math.floor(index / 60)}-${index % 10}` }));
    const withGroups = rows.map((each, index) => ({ ...each, group: clustered[index]!.group }));
    const report = measureGroups({ column, rows: withGroups, scores: clustered, seed: 1, resamples: 400 });
    expect(report.impactRatio.pValue).toBeNull();
    expect(report.gap?.pValue).toBeNull();
    expect(report.impactRatio.verdict).toBe('fail');
    expect(report.gap?.difference.estimate?.method).toContain('groups=10');
  });

  test('a favourable outcome may be a label instead of a right answer', () => {
    const { rows, scores } = scored({ a: { n: 50, right: 50 }, b: { n: 50, right: 50 } });
    const said = rows.map(({ id }, index) => prediction(id, { labelLogProbs: index < 45 || index >= 80 ? [-1, -2] : [-2, -1] }));
    const favourable = favourableLabels(said, ['approve', 'refuse'], ['approve']);
    const report = measureGroups({ column, rows, scores, favourable, seed: 1, resamples: 400 });
    expect(report.impactRatio).toMatchObject({
      verdict: 'fail',
      lowest: { value: 'b', favourable: 20 },
      highest: { value: 'a', favourable: 45 },
    });
    expect(report.gap?.difference.estimate?.mean).toBe(0);
  });
});
