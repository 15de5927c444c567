import { keyWords } from './row-key.ts';
import { keysPerRow, lengthsPerRow, RowSketcher, type SketchBatch } from './row-sketch.ts';
import type { Row } from '../../contracts/row.ts';
import { WordBuffer } from './word-buffer.ts';

/** Where the tokens of rows lie: in memory, or in a file. */
export interface TokenStore {
  /** Adds tokens behind those that are there. */
  append(tokens: Uint32Array): void;
  /** `length` tokens from the `from`th on. Must not be written to. */
  read(from: number, length: number): Uint32Array;
}

/** The place of a row in its file. */
export interface Place {
  file: string;
  line: number;
}

/** Tokens in memory: four bytes each. */
export class MemoryTokens implements TokenStore {
  readonly #tokens = new WordBuffer(1 << 12);

  append(tokens: Uint32Array): void {
    this.#tokens.append(tokens);
  }

  read(from: number, length: number): Uint32Array {
    return this.#tokens.words.subarray(from, from + length);
  }
}

const offsetRoom = 1024;

/** Sketches of rows in the order in which they were added: 65 bytes a row beside the tokens. */
export class Sketches {
  readonly store: TokenStore;
  readonly #keys: WordBuffer;
  readonly #lengths: WordBuffer;
  readonly #fileOf: WordBuffer;
  readonly #lines: WordBuffer;
  readonly #files = new Map<string, number>();
  readonly #names: string[] = [];
  #kinds: Uint8Array;
  /** Where a row's tokens begin. Beyond 2³² in large data, so no 32-bit words. */
  #offsets: Float64Array;
  #rows = 0;
  #tokens = 0;

  /** @param rows about how many will be added */
  constructor(store: TokenStore = new MemoryTokens(), rows = offsetRoom) {
    this.store = store;
    this.#keys = new WordBuffer(rows * keysPerRow);
    this.#lengths = new WordBuffer(rows * lengthsPerRow);
    this.#fileOf = new WordBuffer(rows);
    this.#lines = new WordBuffer(rows);
    this.#kinds = new Uint8Array(rows);
    this.#offsets = new Float64Array(rows);
  }

  get rows(): number {
    return this.#rows;
  }

  get tokens(): number {
    return this.#tokens;
  }

  append(batch: SketchBatch): void {
    this.#makeRoom(this.#rows + batch.rows);
    const ids = batch.files.map((file) => this.#fileId(file));
    this.#keys.append(batch.keys);
    this.#lengths.append(batch.lengths);
    this.#lines.append(batch.lines);
    this.store.append(batch.tokens);
    for (let row = 0; row < batch.rows; row += 1) {
      this.#fileOf.push(ids[batch.fileOf[row]!]!);
      this.#kinds[this.#rows] = batch.kinds[row]!;
      this.#offsets[this.#rows] = this.#tokens;
      for (let part = 0; part < lengthsPerRow; part += 1) this.#tokens += batch.lengths[row * lengthsPerRow + part]!;
      this.#rows += 1;
    }
  }

  /** Some of the rows, in an order of their own, over the same tokens. 65 bytes a row. */
  pick(rows: Int32Array): Sketches {
    const picked = new Sketches(this.store, rows.length);
    picked.#names.push(...this.#names);
    for (const [at, row] of rows.entries()) {
      picked.#keys.append(this.#keys.words.subarray(row * keysPerRow, (row + 1) * keysPerRow));
      picked.#lengths.append(this.#lengths.words.subarray(row * lengthsPerRow, (row + 1) * lengthsPerRow));
      picked.#fileOf.push(this.#fileOf.words[row]!);
      picked.#lines.push(this.#lines.words[row]!);
      picked.#kinds[at] = this.#kinds[row]!;
      picked.#offsets[at] = this.#offsets[row]!;
      for (const part of [0, 1, 2] as const) picked.#tokens += this.partLength(row, part);
    }
    picked.#rows = rows.length;
    return picked;
  }

  place(row: number): Place {
    return { file: this.#names[this.#fileOf.words[row]!]!, line: this.#lines.words[row]! };
  }

  kind(row: number): number {
    return this.#kinds[row]!;
  }

  /** Lengths in tokens: 0 = instructions, 1 = prompt, 2 = answer. */
  partLength(row: number, part: 0 | 1 | 2): number {
    return this.#lengths.words[row * lengthsPerRow + part]!;
  }

  /** Instructions, prompt and answer, one after the other. */
  readTokens(row: number): Uint32Array {
    return this.store.read(this.#offsets[row]!, this.partLength(row, 0) + this.partLength(row, 1) + this.partLength(row, 2));
  }

  /** First word of the prompt's key: spread evenly, so that it can address a table. */
  promptWord(row: number): number {
    return this.#keys.words[row * keysPerRow]!;
  }

  answerWord(row: number): number {
    return this.#keys.words[row * keysPerRow + keyWords]!;
  }

  /** Whether the prompts without their instructions are equal. */
  samePrompt(a: number, b: number): boolean {
    return this.#sameWords(a * keysPerRow, b * keysPerRow, keyWords);
  }

  sameAnswer(a: number, b: number): boolean {
    return this.#sameWords(a * keysPerRow + keyWords, b * keysPerRow + keyWords, keyWords);
  }

  sameInstructions(a: number, b: number): boolean {
    return this.#sameWords(a * keysPerRow + 2 * keyWords, b * keysPerRow + 2 * keyWords, 1);
  }

  #sameWords(a: number, b: number, words: number): boolean {
    const keys = this.#keys.words;
    for (let word = 0; word < words; word += 1) if (keys[a + word] !== keys[b + word]) return false;
    return true;
  }

  #fileId(file: string): number {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    this.#files.set(file, this.#names.length);
    return this.#names.push(file) - 1;
  }

  #makeRoom(rows: number): void {
    if (rows <= this.#kinds.length) return;
    const room = Math.max(rows, this.#kinds.length * 2);
    const [kinds, offsets] = [new Uint8Array(room), new Float64Array(room)];
    kinds.set(this.#kinds);
    offsets.set(this.#offsets);
    this.#kinds = kinds;
    this.#offsets = offsets;
  }
}

/** Sketches of rows that are in memory already. */
export function sketchRows(rows: Iterable<Pick<Row, 'messages' | 'source'>>): Sketches {
  const sketches = new Sketches();
  const sketcher = new RowSketcher();
  for (const row of rows) {
    sketcher.add(row);
    if (sketcher.rows === batchRows) sketches.append(sketcher.take());
  }
  sketches.append(sketcher.take());
  return sketches;
}

const batchRows = 1024;
