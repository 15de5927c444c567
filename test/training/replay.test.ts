import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseRows, replayQuotas, replayRows } from '../../src/training/replay.ts';

const rowsOf = (name: string, count: number) => Array.from({ length: count }, (_, index) => ({ id: `${name}-${index}` }));
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('how many rows come from each earlier stage', () => {
  test.each([
    [100, [500, 500], 0.1, [5, 5]],
    [100, [500, 500], 0.2, [10, 10]],
    [60, [500, 300, 400], 0.1, [2, 2, 2]],
    [100, [2, 500], 0.1, [2, 8]],
    [100, [3, 3], 0.5, [3, 3]],
    [100, [], 0.5, []],
    [100, [50], 0, [0]],
  ])('%i rows after stages of %j at share %f: %j', (rows, earlier, wanted, quotas) => {
    expect(replayQuotas(rows, earlier, wanted)).toEqual(quotas);
  });

  test('is the asked share in all, as far as there are rows, in parts as equal as these allow', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.array(fc.nat(200), { maxLength: 6 }), share, (rows, earlier, wanted) => {
        const quotas = replayQuotas(rows, earlier, wanted);
        const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
        expect(sum(quotas)).toBe(Math.min(Math.round(rows * wanted), sum(earlier)));
        const most = Math.max(0, ...quotas);
        for (const [index, quota] of quotas.entries()) expect(quota === earlier[index] || quota >= most - 1).toBe(true);
      }),
    );
  });
});

describe('replayed rows', () => {
  test('come each once, among all of the stage’s rows in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(120), fc.array(fc.nat(60), { maxLength: 4 }), share, fc.nat(), async (count, sizes, wanted, seed) => {
        const stage = rowsOf('stage', count);
        const earlier = sizes.map((size, index) => rowsOf(`earlier${index}`, size));
        const { rows, replayed } = await replayRows(stage, earlier, wanted, seed);
        expect(rows).toHaveLength(count + replayed);
        expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
        expect(rows.filter(({ id }) => id.startsWith('stage'))).toEqual(stage);
      }),
    );
  });

  test('stand everywhere in the file, not at one end', async () => {
    const { rows } = await replayRows(rowsOf('stage', 900), [rowsOf('earlier', 400)], 0.1, 3);
    const tenths = Array.from(
      { length: 10 },
      (_, index) => rows.slice(index * 99, (index + 1) * 99).filter(({ id }) => id.startsWith('earlier')).length,
    );
    for (const count of tenths) expect(count).toBeGreaterThanOrEqual(7);
  });

  test('are the same for one seed and others for another', async () => {
    const run = (seed: number) => replayRows(rowsOf('stage', 50), [rowsOf('a', 100), rowsOf('b', 100)], 0.4, seed);
    expect(await run(1)).toEqual(await run(1));
    expect((await run(1)).rows).not.toEqual((await run(2)).rows);
  });

  test('do not depend on the order of the earlier rows, and more replay keeps those of less', async () => {
    const earlier = rowsOf('earlier', 300);
    const few = await chooseRows(earlier, 20, 5);
    expect(await chooseRows(earlier.toReversed(), 20, 5)).toEqual(few);
    expect((await chooseRows(earlier, 40, 5)).slice(0, 20)).toEqual(few);
  });
});
