import type { Row } from '../contracts/row.ts';
import type { RowTokens } from '../data/statistics/detailed-statistics.ts';
import { threadFile } from '../threads/thread-file.ts';
import { createThreadPool, type ThreadPool } from '../threads/thread-pool.ts';
import { countWork, type CountSettings } from './count-work.ts';
import { lineChunks } from './line-chunks.ts';
import { parseRows } from './row-file.ts';

export interface CountedRow {
  row: Row;
  /** Null = tokens are not counted. */
  tokens: RowTokens | null;
}

export type TokenPool = ThreadPool<Uint8Array<ArrayBuffer>, Uint32Array<ArrayBuffer>>;

export function createTokenPool(setUp: CountSettings, threads: number, signal: AbortSignal): TokenPool {
  const file = threadFile(import.meta.url, './count-thread');
  return createThreadPool({ work: countWork, file, name: 'counting tokens', threads, setUp, signal });
}

/** Rows of a local file that Anneal wrote, in their order, with their tokens: others count while this thread goes on. */
export async function* countedRows(path: string, pool: TokenPool | null): AsyncGenerator<CountedRow[]> {
  if (pool === null) {
    for await (const lines of lineChunks(path)) yield parseRows<Row>(lines).map((row) => ({ row, tokens: null }));
    return;
  }
  const waiting: Uint8Array<ArrayBuffer>[] = []; // as many as are being counted
  const requests = async function* (): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for await (const lines of lineChunks(path)) {
      waiting.push(lines.slice()); // the other is handed over
      yield lines;
    }
  };
  for await (const counts of pool.mapInOrder(requests())) {
    let at = 0;
    yield parseRows<Row>(waiting.shift()!).map((row) => {
      const tokens = { row: counts[at]!, contents: Array.from(counts.subarray(at + 1, at + 1 + row.messages.length)) };
      at += 1 + row.messages.length;
      return { row, tokens };
    });
  }
}
