import type { SplitName } from '../../contracts/dataset.ts';
import type { RowPlace } from '../../contracts/split-proof.ts';
import { keyOfTurns, labelOf, promptTurns, type OriginRow } from '../split-keys.ts';
import { bytes, integers } from './growing-list.ts';
import { keyDigest, KeyTable } from './key-table.ts';
import { LabelShares } from './label-shares.ts';
import { sideNames } from './sides.ts';

/** Place of the first bit of the sides that the ledger rules. */
const ruled = 3;

export interface ProvenStage {
  stage: string;
  /** Answers are labels. */
  labels: boolean;
  /** Its sides were ready-made: the ledger does not rule them. */
  ready: boolean;
}

/** What stands on two sides, each with the first pair of rows that shows it. */
export interface Shared {
  count: number;
  example: readonly [RowPlace, RowPlace] | null;
}

/**
 * Finds what stands on two sides of a split, from the rows as they were written. Held-out rows come first (test, validation,
 * then train), so that only their names are kept. About 90 bytes a row.
 */
export class SplitProver {
  readonly labels = new LabelShares();
  readonly #stages: readonly ProvenStage[];
  readonly #rows: { stage: string; rows: Record<SplitName, number> }[];
  readonly #keys = new KeyTable();
  /** By key: a bit for each side with a row of it; higher by `ruled` for those that the ledger rules. */
  readonly #sides = bytes();
  readonly #firstRow = integers();
  readonly #place = integers();
  readonly #line = integers();
  readonly #file = integers();
  readonly #files: string[] = [];
  readonly #fileNumbers = new Map<string, number>();
  readonly #groups: Shared = { count: 0, example: null };
  readonly #prompts: Shared = { count: 0, example: null };
  #groupCount = 0;
  #origins = 0;

  constructor(stages: readonly ProvenStage[]) {
    this.#stages = stages;
    this.#rows = stages.map(({ stage }) => ({ stage, rows: { train: 0, validation: 0, test: 0 } }));
  }

  /** Takes a row; gives its texts in comparable form, the answer left out. */
  add(row: OriginRow, stage: number, side: number): [role: string, text: string][] {
    const number = this.#note(row, stage, side);
    const turns = promptTurns(row);
    this.#meet(this.#prompts, keyOfTurns(turns), number);
    if (row.group !== undefined) this.#meetGroup(row.group, number);
    this.#meetOrigins(row, number, side);
    const label = labelOf(row, this.#stages[stage]!.labels);
    if (label !== undefined) this.labels.add(stage, side, label);
    this.#rows[stage]!.rows[sideNames[side]!] += 1;
    return turns;
  }

  get rows(): readonly { stage: string; rows: Record<SplitName, number> }[] {
    return this.#rows;
  }

  /** Groups and origins in all, those with rows on two sides, and prompts with rows on two sides. */
  found(): { groups: number; sharedGroups: Shared; exactDuplicates: Shared } {
    return { groups: this.#groupCount, sharedGroups: this.#groups, exactDuplicates: this.#prompts };
  }

  #placeOf(row: number): RowPlace {
    const place = this.#place.at(row);
    const { stage } = this.#stages[Math.floor(place / 3)]!;
    return { stage, split: sideNames[place % 3]!, file: this.#files[this.#file.at(row)]!, line: this.#line.at(row) };
  }

  /** Whether rows of this key stand on another side than a ledger says. @param digest SHA-256 of the key */
  contradicts(digest: Buffer, side: number): boolean {
    const key = this.#keys.find(digest);
    return key !== -1 && ((this.#sides.at(key) >> ruled) & ~(1 << side)) !== 0;
  }

  #note({ source }: OriginRow, stage: number, side: number): number {
    let file = this.#fileNumbers.get(source.file);
    if (file === undefined) {
      file = this.#files.push(source.file) - 1;
      this.#fileNumbers.set(source.file, file);
    }
    this.#file.push(file);
    this.#line.push(source.line);
    this.#place.push(stage * 3 + side);
    return this.#line.length - 1;
  }

  #meetGroup(group: string, row: number): void {
    const before = this.#keys.size;
    this.#meet(this.#groups, group, row);
    this.#groupCount += this.#keys.size - before;
  }

  /** A row made from another may not stand across from it, nor from another of the same origin. */
  #meetOrigins({ id, parentId }: OriginRow, row: number, side: number): void {
    if (parentId !== undefined) {
      this.#origins += 1;
      this.#meetGroup(originKey(parentId), row);
    }
    if (side !== 0) this.#meet(this.#groups, originKey(id), row);
    else if (this.#origins > 0 && this.#keys.find(keyDigest(originKey(id))) !== -1) this.#meet(this.#groups, originKey(id), row);
  }

  #meet(shared: Shared, key: string, row: number): void {
    const number = this.#keys.intern(keyDigest(key));
    if (number === this.#sides.length) {
      this.#sides.push(0);
      this.#firstRow.push(row);
    }
    const place = this.#place.at(row);
    const before = this.#sides.at(number) & 7;
    const now = before | (1 << (place % 3));
    if (now !== before && before !== 0 && (before & (before - 1)) === 0) {
      shared.count += 1;
      shared.example ??= [this.#placeOf(row), this.#placeOf(this.#firstRow.at(number))];
    }
    const ruledBit = this.#stages[Math.floor(place / 3)]!.ready ? 0 : 1 << ((place % 3) + ruled);
    this.#sides.set(number, this.#sides.at(number) | now | ruledBit);
  }
}

/** Names of rows and of groups must not meet. */
function originKey(id: string): string {
  return `\0row ${id}`;
}
