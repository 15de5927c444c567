import type { Row } from '../../contracts/row.ts';
import { answerOf } from '../canonical-row.ts';
import { answerKey, keyWords, messagesKey, promptParts, writeKey } from './row-key.ts';
import { tokenise } from './tokenise.ts';
import { WordBuffer } from './word-buffer.ts';

/** Words of a row's keys: four of the prompt, four of the answer, one of the instructions. */
export const keysPerRow = 2 * keyWords + 1;
/** Lengths of a row in tokens: of its instructions (system and developer messages), the rest of its prompt, and its answer. */
export const lengthsPerRow = 3;

/**
 * What finding duplicates needs of some rows, in arrays that can be handed to another thread: keys and tokens, no text.
 * Tokens stand row after row: instructions, prompt, answer.
 */
export interface SketchBatch {
  rows: number;
  keys: Uint32Array<ArrayBuffer>;
  lengths: Uint32Array<ArrayBuffer>;
  kinds: Uint8Array<ArrayBuffer>;
  tokens: Uint32Array<ArrayBuffer>;
  /** Places of the rows: indexes into `files`, and lines. */
  fileOf: Uint32Array<ArrayBuffer>;
  lines: Uint32Array<ArrayBuffer>;
  files: string[];
}

/** Sketches rows into batches. About 4 microseconds a row of 100 words. */
export class RowSketcher {
  readonly #keys = new WordBuffer();
  readonly #lengths = new WordBuffer();
  readonly #kinds: number[] = [];
  readonly #tokens = new WordBuffer(1 << 16);
  readonly #fileOf = new WordBuffer();
  readonly #lines = new WordBuffer();
  readonly #files = new Map<string, number>();
  readonly #scratch = new Uint32Array(keyWords);

  add(row: Pick<Row, 'messages' | 'source'>): void {
    const { instructions, asked } = promptParts(row);
    this.#addKey(messagesKey(asked));
    let from = this.#tokens.length;
    for (const { content } of instructions) tokenise(content, this.#tokens);
    from = this.#endPart(from);
    for (const { content } of asked) tokenise(content, this.#tokens);
    from = this.#endPart(from);
    tokenise(answerOf(row), this.#tokens);
    const answer = answerKey(row, this.#tokens.length - from);
    this.#endPart(from);
    this.#addKey(answer.key);
    this.#kinds.push(answer.kind);
    writeKey(messagesKey(instructions), this.#scratch, 0);
    this.#keys.push(this.#scratch[0]!);
    this.#addPlace(row.source);
  }

  get rows(): number {
    return this.#kinds.length;
  }

  /** What was added since the last call. */
  take(): SketchBatch {
    const batch = {
      rows: this.rows,
      keys: this.#keys.copy(),
      lengths: this.#lengths.copy(),
      kinds: Uint8Array.from(this.#kinds),
      tokens: this.#tokens.copy(),
      fileOf: this.#fileOf.copy(),
      lines: this.#lines.copy(),
      files: [...this.#files.keys()],
    };
    for (const buffer of [this.#keys, this.#lengths, this.#tokens, this.#fileOf, this.#lines]) buffer.length = 0;
    this.#kinds.length = 0;
    this.#files.clear();
    return batch;
  }

  #addKey(text: string): void {
    writeKey(text, this.#scratch, 0);
    this.#keys.append(this.#scratch);
  }

  #endPart(from: number): number {
    this.#lengths.push(this.#tokens.length - from);
    return this.#tokens.length;
  }

  #addPlace({ file, line }: Row['source']): void {
    if (!this.#files.has(file)) this.#files.set(file, this.#files.size);
    this.#fileOf.push(this.#files.get(file)!);
    this.#lines.push(line);
  }
}
