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

/** What lies outside its bounds, in words; nothing, if all is well. */
function outside(what: unknown, value: number, low: number, high: number): string[] {
  return value >= low && value <= high ? [] : [`${JSON.stringify(what)}: ${value.toFixed(1)} is not in ${low} to ${high}`];
}

describe.each(sides)('shares of $clusters groups of $rows rows', ({ clusters, rows }) => {
  test.each(spread)('sizes spread by $uneven, correlation $within', ({ uneven, within }) => {
    const shares = [0.05, 0.1, 0.2, 0.35, 0.5, 0.8, 0.9, 0.95];
    const found = (share: number, times?: number) =>
      outside(share, shareCoverage({ clusters, rows, within, uneven }, share, times), 92.7, most(clusters * rows, share));
    // 3,000 simulations err by half a point: what they find outside is looked at again with many more.
    const suspects = shares.filter((share) => found(share).length > 0);
    expect(suspects.flatMap((share) => found(share, 30_000))).toEqual([]);
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
    expect(shapes.flatMap(([name, score, truth]) => outside(name, gradedCoverage(rows, score, truth), 93, 97))).toEqual([]);
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
const mostFalsePasses = (rows: number) => (rows < 400 ? 7 : 6);

describe('paired differences of independent rows', () => {
  test.each([100, 200, 400, 600])('%i rows', (rows) => {
    const found = pairs.flatMap((each) => {
      const { covered, falsePass } = differenceCoverage(alone(rows), each);
      return [...outside(each, covered, 93, 97), ...outside(each, falsePass, 0, mostFalsePasses(rows))];
    });
    expect(found).toEqual([]);
  });
});

describe('paired differences of rows in groups', () => {
  test.each(sides.flatMap((side) => [0, 0.1, 0.2].map((within) => ({ ...side, within }))))(
    '$clusters groups of $rows rows, correlation $within',
    (side) => {
      const found = pairs.flatMap((each) => {
        const { covered, falsePass } = differenceCoverage(side, each);
        // Where few rows differ, to the safe side, as above.
        return [...outside(each, covered, 93, 99), ...outside(each, falsePass, 0, mostFalsePasses(side.clusters * side.rows))];
      });
      expect(found).toEqual([]);
    },
  );
});
