import { LedgerReader, requireSalt } from '../data/splitting/ledger.ts';
import type { SplitTable } from '../data/splitting/split-table.ts';
import { readRowFile } from './row-file.ts';

/** A ledger of an earlier run: its lines, parsed, as they stream by. */
export interface EarlierLedger {
  /** For messages: a path, or the hash under which the store has it. */
  name: string;
  lines: AsyncIterable<unknown>;
}

/** A ledger that lies in a local file. @param name for messages */
export function ledgerFile(path: string, name: string): EarlierLedger {
  return { name, lines: linesOf(path) };
}

async function* linesOf(path: string): AsyncGenerator<unknown> {
  for await (const lines of readRowFile<unknown>(path)) yield* lines;
}

/** Notes in the table where an earlier run put its rows. @throws InvalidInput when the ledger is damaged or of another salt */
export async function readLedger({ name, lines }: EarlierLedger, table: SplitTable, signal: AbortSignal): Promise<void> {
  const reader = new LedgerReader(name);
  for await (const line of lines) {
    signal.throwIfAborted();
    const entry = reader.read(line);
    if (entry !== null) table.know(entry.digest, entry.side);
  }
  requireSalt(reader.end(), table.salt, name);
}
