import { describe, expect, test } from 'vitest';
import { alone, differenceCoverage, gradedCoverage, shareCoverage } from './simulate.ts';

const sides = [
  { clusters: 30, rows: 4 },
  { clusters: 30, rows: 10 },
  { clusters: 30, rows: 20 },
  { clusters: 50, rows: 2 },
  { clusters: 60, rows: 5 },
  { clusters: 100, rows: 4 },
];
const spread = [0, 0.5].flatMap((uneven) => [0, 0.05, 0.1, 0.2, 0.3].map((within) => ({ uneven, within })));

/**
 * With less than about twenty rare rows expected, coverage jumps between neighbouring shares by two of a hundred and
 * more, for binomial intervals too (Brown, Cai and DasGupta 2001); then it may err to the safe side by so much.
 */
const most = (n: number, share: number) => (n * Math.min(share, 1 - share) < 20 ? 98.5 : 97.2);

describe.each(sides)('shares of $clusters groups of $rows rows', ({ clusters, rows }) => {
  test.each(spread)('sizes spread by $uneven, correlation $within', ({ uneven, within }) => {
    for (const share of [0.05, 0.1, 0.2, 0.35, 0.5, 0.8, 0.9, 0.95]) {
      const covered = shareCoverage({ clusters, rows, within, uneven }, share);
      expect(covered, `share ${share}`).toBeGreaterThanOrEqual(92.8);
      expect(covered, `share ${share}`).toBeLessThanOrEqual(most(clusters * rows, share));
    }
  });
});

describe('graded scores', () => {
  test.each([100, 200, 400])('%i rows', (rows) => {
    const shapes: [string, Parameters<typeof gradedCoverage>[1], number][] = [
      ['cubes', (draws) => draws.uniform() ** 3, 0.25],
      ['few zeros', (draws) => 1 - draws.uniform() ** 3, 0.75],
      ['a fifth above 0', (draws) => (draws.uniform() < 0.8 ? 0 : draws.uniform()), 0.1],
      ['thirds', (draws) => [0, 1, draws.uniform()][Math.floor(3 * draws.uniform())]!, 0.5],
      ['narrow', (draws) => 0.5 + (draws.uniform() - 0.5) / 10, 0.5],
    ];
    for (const [name, score, truth] of shapes) {
      const covered = gradedCoverage(rows, score, truth);
      expect(covered, name).toBeGreaterThanOrEqual(93);
      expect(covered, name).toBeLessThanOrEqual(97);
    }
  });
});

const pairs = [
  { before: 0.8, loss: 0.05, gain: 0.05 },
  { before: 0.8, loss: 0.1, gain: 0.05 },
  { before: 0.8, loss: 0.12, gain: 0.04 },
  { before: 0.5, loss: 0.1, gain: 0.1 },
  { before: 0.5, loss: 0.25, gain: 0.15 },
  { before: 0.9, loss: 0.15, gain: 0.05 },
  { before: 0.95, loss: 0.08, gain: 0.03 },
];

describe('paired differences of independent rows', () => {
  test.each([100, 200, 400, 600])('%i rows', (rows) => {
    for (const each of pairs) {
      const { covered, falsePass } = differenceCoverage(alone(rows), each);
      expect(covered, JSON.stringify(each)).toBeGreaterThanOrEqual(93);
      expect(covered, JSON.stringify(each)).toBeLessThanOrEqual(97);
      expect(falsePass, JSON.stringify(each)).toBeLessThanOrEqual(rows < 400 ? 7 : 6);
    }
  });
});

describe('paired differences of rows in groups', () => {
  test.each(sides)('$clusters groups of $rows rows', ({ clusters, rows }) => {
    for (const within of [0, 0.1, 0.2])
      for (const each of pairs) {
        const { covered, falsePass } = differenceCoverage({ clusters, rows, within }, each);
        const words = `${JSON.stringify(each)}, correlation ${within}`;
        expect(covered, words).toBeGreaterThanOrEqual(93);
        expect(covered, words).toBeLessThanOrEqual(99); // few rows differ: to the safe side, as above
        expect(falsePass, words).toBeLessThanOrEqual(clusters * rows < 400 ? 7 : 6);
      }
  });
});
