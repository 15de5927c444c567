import { hash } from 'node:crypto';

interface Named {
  id: string;
}

/** Rows of earlier stages to mix in: how many of each, in the order of the stages. */
export function replayQuotas(stageRows: number, earlierRows: readonly number[], share: number): number[] {
  const quotas = earlierRows.map(() => 0);
  let left = Math.min(
    Math.round(stageRows * share),
    earlierRows.reduce((sum, rows) => sum + rows, 0),
  );
  // Equal parts; what a small stage cannot give, the others do. An uneven remainder goes to the largest.
  const bySize = earlierRows.map((rows, index) => ({ rows, index })).toSorted((a, b) => a.rows - b.rows || a.index - b.index);
  for (const [done, { rows, index }] of bySize.entries()) {
    quotas[index] = Math.min(rows, Math.floor(left / (bySize.length - done)));
    left -= quotas[index];
  }
  return quotas;
}

/**
 * `count` rows by seeded hash order: which rows come does not depend on the order in which they stand, and a larger
 * count only adds rows. Holds `2 × count` rows at most.
 */
export async function chooseRows<T extends Named>(rows: AsyncIterable<T> | Iterable<T>, count: number, seed: number): Promise<T[]> {
  let chosen: { rank: string; row: T }[] = [];
  if (count === 0) return [];
  for await (const row of rows) {
    chosen.push({ rank: rank(seed, 'choose', row.id), row });
    if (chosen.length >= 2 * count + 16) chosen = lowest(chosen, count);
  }
  return lowest(chosen, count).map(({ row }) => row);
}

/** Puts `replayed` among `rows` at seeded places, evenly spread; `rows` keep their order and stream through. */
export async function* mixRows<T extends Named>(
  rows: AsyncIterable<T> | Iterable<T>,
  count: number,
  replayed: readonly T[],
  seed: number,
): AsyncGenerator<T> {
  const waiting = lowest(
    replayed.map((row) => ({ rank: rank(seed, 'mix', row.id), row })),
    replayed.length,
  );
  const gap = (count + waiting.length) / Math.max(1, waiting.length);
  const places = waiting.map(({ rank: hex }, index) => (index + Number.parseInt(hex.slice(0, 12), 16) / 2 ** 48) * gap);
  let place = 0;
  let next = 0;
  for await (const row of rows) {
    for (; next < waiting.length && places[next]! <= place; next += 1, place += 1) yield waiting[next]!.row;
    yield row;
    place += 1;
  }
  for (const { row } of waiting.slice(next)) yield row;
}

/**
 * This stage's rows with rows of earlier stages among them: `share` replayed rows for each of this stage's, equal parts
 * from each earlier stage, so that what was learned before is seen again. Equal input and seed give equal output.
 */
export async function replayRows<T extends Named>(
  stageRows: readonly T[],
  earlier: readonly (readonly T[])[],
  share: number,
  seed: number,
): Promise<{ rows: T[]; replayed: number }> {
  const quotas = replayQuotas(
    stageRows.length,
    earlier.map((rows) => rows.length),
    share,
  );
  const replayed = (await Promise.all(earlier.map((rows, index) => chooseRows(rows, quotas[index]!, seed)))).flat();
  const rows: T[] = [];
  for await (const row of mixRows(stageRows, stageRows.length, replayed, seed)) rows.push(row);
  return { rows, replayed: replayed.length };
}

function lowest<T extends Named>(ranked: { rank: string; row: T }[], count: number): { rank: string; row: T }[] {
  return ranked.toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0)).slice(0, count);
}

function rank(seed: number, purpose: string, id: string): string {
  return hash('sha256', `${seed}\0${purpose}\0${id}`);
}
