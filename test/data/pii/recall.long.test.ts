import { expect, test } from 'vitest';
import { belowTarget, scoreFinder } from './score-finder.ts';

test.each([179_424_673, 198_491_317, 217_645_177])(
  '20,000 generated texts of the seed %i: recall and precision of each entity',
  (seed) => {
    const scores = scoreFinder(seed, 20_000);
    console.table(scores);
    expect(belowTarget(scores)).toEqual([]);
  },
  600_000,
);
