import { chooseRows } from './replay.ts';

interface Named {
  id: string;
}

/**
 * `count` of `total` rows: all of them as often as they fit, and for the rest a choice by seeded hash order, in memory.
 * @param read reads the rows from the beginning, each time it is called
 */
export async function* drawRows<T extends Named>(
  read: () => AsyncIterable<T> | Iterable<T>,
  total: number,
  count: number,
  seed: number,
): AsyncGenerator<T> {
  const rounds = total === 0 ? 0 : Math.floor(count / total);
  for (let round = 0; round < rounds; round += 1) yield* read();
  yield* await chooseRows(read(), count - rounds * total, seed);
}

/** Streams merged so that each is spread evenly over the whole: of two with 4 and 2 rows come a, b, a, a, b, a. */
export async function* interleave<T>(streams: readonly { count: number; rows: AsyncIterable<T> }[]): AsyncGenerator<T> {
  const open = streams.map(({ count, rows }) => ({ count, rows: rows[Symbol.asyncIterator](), given: 0 }));
  for (;;) {
    const behind = open
      .filter(({ given, count }) => given < count)
      .toSorted((a, b) => (a.given + 0.5) / a.count - (b.given + 0.5) / b.count)[0];
    if (behind === undefined) return;
    const { done, value } = await behind.rows.next();
    behind.given = done === true ? behind.count : behind.given + 1;
    if (done !== true) yield value;
  }
}
