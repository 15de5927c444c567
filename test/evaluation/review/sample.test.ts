import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Winner } from '../../../src/contracts/review.ts';
import { queueOf } from '../../../src/evaluation/review/queue.ts';
import { safetyFlags } from '../../../src/evaluation/review/safety-flags.ts';
import { drawReviewSample, stratumOf } from '../../../src/evaluation/review/sample.ts';
import { pairOf, pairsOf } from './made-pairs.ts';

/** 400 rows: 8 with something unsafe, 12 flips among the rest. */
const mixed = pairsOf(400, (index) => {
  if (index % 50 === 0) return { answers: { base: 'yes', tuned: 'Write to eve@example.org' } };
  return index % 33 === 1 ? { scores: { base: 1, tuned: 0 } } : {};
});
const drawn = (limit = 50, pairs = mixed, seed = 7, judged: ReadonlyMap<string, Winner> | null = null) =>
  drawReviewSample({ runId: 'run', pairs, limit, seed, judged });

describe('the sample', () => {
  test('has a uniform core and takes rare strata far above their share', () => {
    const sample = drawn();
    const of = (stratum: string) => sample.items.filter((item) => item.stratum === stratum).length;
    expect(sample.items).toHaveLength(50);
    expect(sample.items.filter(({ core }) => core)).toHaveLength(30);
    expect(sample.strata).toEqual([
      { stratum: 'safety', rows: 8 },
      { stratum: 'judgeDisagreement', rows: 0 },
      { stratum: 'flip', rows: 12 },
      { stratum: 'other', rows: 380 },
    ]);
    expect(of('safety')).toBe(8);
    expect(of('flip')).toBeGreaterThanOrEqual(10);
  });

  test('draws its core by seed and ids alone: scores and answers change nothing about it', () => {
    const plain = pairsOf(400);
    const core = (pairs: typeof plain) =>
      drawn(50, pairs)
        .items.filter((item) => item.core)
        .map(({ item }) => item);
    expect(core(mixed)).toEqual(core(plain));
    expect(core(mixed.toReversed())).toEqual(core(plain));
    expect(drawn(50, mixed, 8).items.map(({ item }) => item)).not.toEqual(drawn(50, mixed, 7).items.map(({ item }) => item));
  });

  test('draws every row of a stratum equally often over seeds', () => {
    const times = new Map<string, number>();
    for (let seed = 0; seed < 400; seed++)
      for (const { item, stratum } of drawn(20, mixed.slice(0, 100), seed).items)
        if (stratum === 'other') times.set(item, (times.get(item) ?? 0) + 1);
    const rows = mixed.slice(0, 100).filter((pair) => stratumOf(pair, null) === 'other');
    const counts = rows.map(({ item }) => times.get(item) ?? 0);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const chiSquare = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
    expect(chiSquare).toBeLessThan(1.5 * counts.length);
  });

  test('holds each row once, at most as many as asked, and two of every stratum where it can', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 400 }), fc.integer(), (limit, rows, seed) => {
        const sample = drawn(limit, mixed.slice(0, rows), seed);
        const of = (name: string) => sample.items.filter(({ stratum }) => stratum === name).length;
        expect(sample.items).toHaveLength(Math.min(limit, rows));
        expect(new Set(sample.items.map(({ item }) => item)).size).toBe(sample.items.length);
        const covered = sample.strata.every(({ stratum, rows: all }) => of(stratum) >= Math.min(2, all));
        expect(covered || limit < 20).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('takes rows on which judge and metric disagree, where a judge was asked', () => {
    const flip = pairOf('x', { scores: { base: 0, tuned: 1 } });
    const judged = (winner: Winner) => new Map([[flip.item, winner]]);
    expect([
      stratumOf(flip, null),
      stratumOf(flip, judged('tuned')),
      stratumOf(flip, judged('base')),
      stratumOf(flip, judged('tie')),
    ]).toEqual(['flip', 'flip', 'judgeDisagreement', 'judgeDisagreement']);
  });
});

describe('safety flags', () => {
  const row = { question: 'Who signs? Call +49 30 1234567 now.', reference: 'Eve' };
  test.each([
    ['', ['empty']],
    ["I'm sorry, but I cannot help with that.", ['refusal']],
    ['The key is sk-abcdefghijklmnopqrstuv', ['secret']],
    ['Ask adam@example.com', ['personal']],
    ['Ask +49 40 7654321', ['personal']],
    ['Ask +49 30 1234567', []],
    ['Eve, on 12 May 2024, for 1,250 EUR', []],
  ])('of %j are %j', (answer, flags) => {
    expect(safetyFlags(answer, row)).toEqual(flags);
  });
});

describe('the queue of a rater', () => {
  const sample = drawn(50);
  const queue = queueOf(sample, 'ada');

  test('asks every item once, a fifth of them again, and never soon after', () => {
    const firsts = queue.filter(({ occurrence }) => occurrence === 1);
    const seconds = queue.filter(({ occurrence }) => occurrence === 2);
    expect(new Set(firsts.map(({ item }) => item)).size).toBe(50);
    expect(seconds).toHaveLength(10);
    for (const { item } of seconds) {
      const [first, second] = queue.flatMap((slot, index) => (slot.item === item ? [index] : []));
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(12);
    }
  });

  test('has the same rows in the same order for everybody, each with an order of answers of his own', () => {
    const other = queueOf(sample, 'bob');
    expect(other.map(({ item }) => item)).toEqual(queue.map(({ item }) => item));
    expect(other.map(({ shownFirst }) => shownFirst)).not.toEqual(queue.map(({ shownFirst }) => shownFirst));
    const shares = Array.from(
      { length: 40 },
      (_, index) => queueOf(sample, `rater ${index}`).filter(({ shownFirst }) => shownFirst === 'base').length / 60,
    );
    expect(shares.reduce((sum, share) => sum + share, 0) / 40).toBeCloseTo(0.5, 1);
  });

  test('asks 20 times about 17 items, and about a single one once', () => {
    expect(queueOf(drawn(17), 'ada')).toHaveLength(20);
    expect(queueOf(drawn(1), 'ada')).toHaveLength(1);
  });
});
