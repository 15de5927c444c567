import { expect, test } from 'vitest';
import { belowTarget, scoreFinder } from './score-finder.ts';

test.each([15_485_863, 32_452_843, 49_979_687])(
  '20,000 generated texts of the seed %i: recall and precision of each entity',
  (seed) => {
    const scores = scoreFinder(seed, 20_000);
    console.table(scores);
    expect(belowTarget(scores)).toEqual([]);
  },
  600_000,
);
