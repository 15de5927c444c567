import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawRows, interleave } from '../../src/training/mix-tasks.ts';

const named = (name: string, count: number) => Array.from({ length: count }, (_, index) => ({ id: `${name}${index}` }));
const stream = async function* <T>(rows: readonly T[]) {
  yield* rows;
};
const collect = async <T>(rows: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
};
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

describe('drawing rows', () => {
  test('gives every row as often as any other, but for a seeded rest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 100 }), fc.nat(), async (total, count, seed) => {
        const drawn = await collect(drawRows(() => named('r', total), total, count, seed));
        const times = named('r', total).map(({ id }) => drawn.filter((row) => row.id === id).length);
        expect(drawn).toHaveLength(count);
        expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('keeps all rows in their order where as many are asked for as there are', async () => {
    expect(ids(await collect(drawRows(() => named('r', 5), 5, 5, 3)))).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
  });

  test('chooses others with another seed, and the same with the same', async () => {
    const draw = async (seed: number) => ids(await collect(drawRows(() => named('r', 100), 100, 10, seed)));
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
  });
});

describe('interleaving', () => {
  const merged = (...counts: number[]) =>
    collect(interleave(counts.map((count, index) => ({ count, rows: stream(named('abc'[index]!, count)) }))));

  test('spreads each stream evenly over the whole', async () => {
    expect(ids(await merged(4, 2)).join(' ')).toBe('a0 b0 a1 a2 b1 a3');
  });

  test('gives every row once, in the order of its stream', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        async (...counts) => {
          const rows = ids(await merged(...counts));
          counts.forEach((count, index) =>
            expect(rows.filter((id) => id.startsWith('abc'[index]!))).toEqual(ids(named('abc'[index]!, count))),
          );
          expect(rows).toHaveLength(counts.reduce((sum, count) => sum + count, 0));
        },
      ),
    );
  });
});
