import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/setup/slowest-first.ts';

/** Tests of an hour's running carry `.long.test.ts` and run in `npm run test:long` only. */
const long = process.env['ANNEAL_TEST_SET'] === 'long';

export default defineConfig({
  test: {
    include: long ? ['test/**/*.long.test.ts'] : ['test/**/*.test.ts'],
    exclude: long ? [] : ['test/**/*.long.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
  },
});
