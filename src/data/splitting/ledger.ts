import { createHash } from 'node:crypto';
import { AnnealFailure } from '../../contracts/failure.ts';
import { LedgerHeader, type LedgerEntry } from '../../contracts/split-proof.ts';
import type { SplitName } from '../../contracts/dataset.ts';
import { droppedSide, noSide, sideNames } from './sides.ts';
import type { SplitTable } from './split-table.ts';

/** Version of the formula from salt and name to a position (docs/splitting.md). */
export const splitFormula = 1;

const keyPattern = /^[0-9a-f]{64}$/;
const advice = 'Give the ledger as the run before wrote it, or begin a new one (rows may then move from test to train)';

/**
 * Checks the lines of a ledger one by one. Nothing is believed that was not written whole: the header names the number of
 * entries, and keys ascend.
 */
export class LedgerReader {
  readonly #name: string;
  #header: LedgerHeader | null = null;
  #entries = 0;
  #last = '';

  /** @param name of the ledger, for messages */
  constructor(name: string) {
    this.#name = name;
  }

  /**
   * An entry, or `null` for the first line, which tells what the rest is.
   * @param value a parsed line
   * @throws InvalidInput naming the line
   */
  read(value: unknown): { digest: Buffer; key: string; side: number } | null {
    if (this.#header === null) {
      this.#header = this.#readHeader(value);
      return null;
    }
    this.#entries += 1;
    const { key, side } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
    if (typeof key !== 'string' || !keyPattern.test(key)) throw this.#damaged('"key" must be 64 hexadecimal digits');
    const number = sideNames.indexOf(side as SplitName);
    if (number === noSide) throw this.#damaged(`"side" must be one of ${sideNames.join(', ')}`);
    if (key <= this.#last) throw this.#damaged('keys must ascend, and this one does not follow the one before');
    this.#last = key;
    return { digest: Buffer.from(key, 'hex'), key, side: number };
  }

  /** To be called after the last line. @throws InvalidInput when lines are missing or too many */
  end(): LedgerHeader {
    if (this.#header === null) throw this.#damaged('it is empty');
    const { entries } = this.#header;
    if (entries !== this.#entries) throw this.#damaged(`its first line promises ${entries} entries, and there are ${this.#entries}`);
    return this.#header;
  }

  #readHeader(value: unknown): LedgerHeader {
    const parsed = LedgerHeader.safeParse(value);
    if (parsed.success) return parsed.data;
    const { format, version } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
    if (format === 'anneal-split-ledger' && version !== 1)
      throw this.#damaged('it is of a version that this Anneal does not know; this one reads version 1');
    throw this.#damaged('its first line is not the header of a split ledger');
  }

  #damaged(found: string): AnnealFailure {
    const line = this.#entries + 1;
    return new AnnealFailure('InvalidInput', `Ledger ${this.#name}, line ${line}: ${found}. ${advice}.`, { details: { line } });
  }
}

/**
 * A ledger binds rows to sides under one salt: another salt means another split, and so another ledger.
 * @throws InvalidInput when the ledger is of another salt
 */
export function requireSalt(header: LedgerHeader, salt: string, name: string): void {
  if (header.salt === salt) return;
  throw new AnnealFailure(
    'InvalidInput',
    `Ledger ${name} was made with split.salt ${JSON.stringify(header.salt)}, and this run has ${JSON.stringify(salt)}. Set the salt back, or begin a new ledger for the new salt (rows may then move from test to train).`,
  );
}

/** What the ledger says from now on: what it said before, and the keys of all kept rows that it did not know. */
export class Ledger {
  readonly entries: number;
  /** Hash of the sorted pairs (key of a group, or of a prompt without one; side) of the rows that were kept now. */
  readonly assignment: string;
  readonly #table: SplitTable;
  readonly #order: Int32Array;
  readonly #sides: Int8Array;

  constructor(table: SplitTable, sides: Int8Array) {
    this.#table = table;
    const used = new Int8Array(table.keys.size).fill(noSide);
    this.#sides = Int8Array.from({ length: table.keys.size }, (_, link) => table.known.at(link));
    for (let row = 0; row < table.size; row += 1) {
      const side = sides[row]!;
      if (side === droppedSide) continue;
      used[table.nameOf(row)] = side;
      for (const link of [table.prompt.at(row), table.group.at(row)])
        if (link !== noSide && this.#sides[link] === noSide) this.#sides[link] = side;
    }
    this.#order = sortedLinks(table, this.#sides);
    this.entries = this.#order.length;
    this.assignment = this.#hashOf(used);
  }

  /** The lines of the file: the header, then entries in ascending order of their keys. */
  *lines(): Generator<LedgerHeader | LedgerEntry> {
    yield { format: 'anneal-split-ledger', version: 1, formula: splitFormula, salt: this.#table.salt, entries: this.entries };
    for (const link of this.#order) yield { key: this.#table.keys.hex(link), side: sideNames[this.#sides[link]!]! };
  }

  #hashOf(used: Int8Array): string {
    const hash = createHash('sha256');
    for (const link of this.#order) if (used[link] !== noSide) hash.update(`${this.#table.keys.hex(link)} ${sideNames[used[link]!]!}\n`);
    return hash.digest('hex');
  }
}

/** Links that stand on a side, in ascending order of their keys. */
function sortedLinks({ keys }: SplitTable, sides: Int8Array): Int32Array {
  const links = new Int32Array(keys.size);
  let count = 0;
  for (let link = 0; link < sides.length; link += 1) if (sides[link] !== noSide) links[count++] = link;
  return keys.sorted(links.subarray(0, count));
}
