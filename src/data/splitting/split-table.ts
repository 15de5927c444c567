import { hash } from 'node:crypto';
import { position, type SplitRow } from '../split-keys.ts';
import { bytes, doubles, integers } from './growing-list.ts';
import { keyDigest, KeyTable } from './key-table.ts';
import { noSide, sideNames } from './sides.ts';
import { StratumNames } from './stratum-names.ts';

/** Rows kept whole beside the table, to try other salts on them when a side stays empty. */
const remembered = 20_000;

/**
 * All rows of all stages as splitting sees them, in columns: about 140 bytes a row, keys included. What ties rows together
 * is called a *link* and has a number: an equal prompt, a group, a near-duplicate cluster, a row that others were made from.
 */
export class SplitTable {
  readonly salt: string;
  readonly keys = new KeyTable();
  readonly strata = new StratumNames();
  readonly stages: { stage: string; start: number }[] = [];
  /** By link: where it stands in [0, 1); NaN until a row has it. */
  readonly positions = doubles();
  /** By link: the side that the ledger gives it. */
  readonly known = bytes();
  /** Of each row; −1 = none. `own` is the link of the rows that were made from it. */
  readonly prompt = integers();
  readonly group = integers();
  readonly cluster = integers();
  readonly parent = integers();
  readonly given = bytes();
  readonly stratum = integers();
  readonly line = integers();
  readonly #file = integers();
  readonly #files = new Map<string, number>();
  readonly #fileNames: string[] = [];
  readonly #clusters = new Map<number, number>();
  readonly #ids = doubles();
  readonly #parents = new Map<number, number>();
  #own: Int32Array | null = null;
  #rows: SplitRow[] | null = [];

  constructor(salt: string) {
    this.salt = salt;
  }

  get size(): number {
    return this.line.length;
  }

  /** Rows that are added from now on belong to this stage. */
  startStage(stage: string): void {
    this.stages.push({ stage, start: this.size });
  }

  add(row: SplitRow): void {
    this.prompt.push(this.#link(row.prompt));
    this.group.push(row.group === null ? noSide : this.#link(row.group));
    this.cluster.push(this.#clusterLink(row.cluster));
    this.parent.push(this.#parentLink(row.parent));
    this.given.push(row.given === null ? noSide : sideNames.indexOf(row.given));
    this.stratum.push(this.strata.add(this.stages.length - 1, row));
    this.line.push(row.line);
    this.#file.push(this.#fileNumber(row.file));
    this.#ids.push(row.id === undefined ? Number.NaN : shortId(row.id));
    this.#own = null;
    this.#remember(row);
  }

  /** Notes where a ledger says that a key stands. @param digest SHA-256 of the key */
  know(digest: Buffer, side: number): void {
    this.known.set(this.#number(digest), side);
  }

  fileOf(row: number): string {
    return this.#fileNames[this.#file.at(row)]!;
  }

  /** Number of the stage that a row belongs to. */
  stageOf(row: number): number {
    return this.stages.findLastIndex(({ start }) => start <= row);
  }

  /** The row after the last one of a stage. */
  endOf(stage: number): number {
    return this.stages[stage + 1]?.start ?? this.size;
  }

  /** Link by which splitting names a row: its group, else its prompt. */
  nameOf(row: number): number {
    const group = this.group.at(row);
    return group === noSide ? this.prompt.at(row) : group;
  }

  /** All that ties a row to others, most telling first; −1 = no such link. */
  linksOf(row: number): readonly [prompt: number, group: number, cluster: number, parent: number, own: number] {
    this.#own ??= this.#ownLinks();
    return [this.prompt.at(row), this.group.at(row), this.cluster.at(row), this.parent.at(row), this.#own[row] ?? noSide];
  }

  /** The same rows under another salt; `null` when they are too many to be kept. */
  withSalt(salt: string): SplitTable | null {
    if (this.#rows === null) return null;
    const table = new SplitTable(salt);
    for (const [index, { stage }] of this.stages.entries()) {
      table.startStage(stage);
      for (const row of this.#rows.slice(this.stages[index]!.start, this.endOf(index))) table.add(row);
    }
    return table;
  }

  #remember(row: SplitRow): void {
    if (this.size > remembered) this.#rows = null;
    else this.#rows?.push(row);
  }

  #number(digest: Buffer): number {
    const number = this.keys.intern(digest);
    this.#widen();
    return number;
  }

  #widen(): void {
    while (this.positions.length < this.keys.size) {
      this.positions.push(Number.NaN);
      this.known.push(noSide);
    }
  }

  #link(key: string): number {
    const link = this.#number(keyDigest(key));
    if (Number.isNaN(this.positions.at(link))) this.positions.set(link, position(this.salt, key));
    return link;
  }

  #clusterLink(cluster: number | undefined): number {
    if (cluster === undefined || cluster < 0) return noSide;
    const known = this.#clusters.get(cluster);
    if (known !== undefined) return known;
    const link = this.keys.addUnnamed();
    this.#widen();
    this.#clusters.set(cluster, link);
    return link;
  }

  #parentLink(parent: string | undefined): number {
    if (parent === undefined) return noSide;
    const link = this.#link(parent);
    this.#parents.set(shortId(parent), link);
    return link;
  }

  #fileNumber(file: string): number {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    this.#files.set(file, this.#fileNames.length);
    return this.#fileNames.push(file) - 1;
  }

  #ownLinks(): Int32Array {
    if (this.#parents.size === 0) return new Int32Array();
    const own = new Int32Array(this.size);
    for (let row = 0; row < this.size; row += 1) own[row] = this.#parents.get(this.#ids.at(row)) ?? noSide;
    return own;
  }
}

/** The first 52 bits of a row's name: among a million rows, two of one number come once in 10,000 times, and then merely stand together. */
function shortId(id: string): number {
  return Number.parseInt((/^[0-9a-f]{64}$/.test(id) ? id : hash('sha256', id)).slice(0, 13), 16);
}
