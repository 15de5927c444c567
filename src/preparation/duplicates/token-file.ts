import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { TokenStore } from '../../data/duplicates/sketches.ts';

const tokenBytes = 4;
/** Tokens that are read ahead where rows are read one after the other: 64 KiB. */
const windowTokens = 16_384;

/**
 * Tokens in a file, so that memory does not grow with the length of the rows. Reads are synchronous: they come from the
 * system's cache in microseconds, and a comparison needs both its rows at once.
 */
export class TokenFile implements TokenStore {
  readonly #path: string;
  readonly #file: number;
  #tokens = 0;
  #window = new Uint32Array(0);
  #windowFrom = 0;
  /** Where the last read ended. */
  #lastEnd = 0;

  /** @throws when the file exists already */
  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'wx+', 0o600);
  }

  append(tokens: Uint32Array): void {
    const bytes = new Uint8Array(tokens.buffer, tokens.byteOffset, tokens.byteLength);
    for (let written = 0; written < bytes.length;)
      written += writeSync(this.#file, bytes, written, bytes.length - written, this.#tokens * tokenBytes + written);
    this.#tokens += tokens.length;
    this.#window = new Uint32Array(0);
  }

  read(from: number, length: number): Uint32Array {
    const end = from + length;
    const follows = from >= this.#lastEnd && from < this.#lastEnd + windowTokens;
    this.#lastEnd = end;
    if (from >= this.#windowFrom && end <= this.#windowFrom + this.#window.length) {
      return this.#window.subarray(from - this.#windowFrom, end - this.#windowFrom);
    }
    if (!follows || length > windowTokens) return this.#readAt(from, length);
    this.#window = this.#readAt(from, Math.min(windowTokens, this.#tokens - from));
    this.#windowFrom = from;
    return this.#window.subarray(0, length);
  }

  /** Closes and removes the file. */
  close(): void {
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }

  /** Always into memory of its own: what was read before stays as it is. */
  #readAt(from: number, length: number): Uint32Array<ArrayBuffer> {
    const tokens = new Uint32Array(length);
    const bytes = new Uint8Array(tokens.buffer);
    for (let read = 0; read < bytes.length;) {
      const count = readSync(this.#file, bytes, read, bytes.length - read, from * tokenBytes + read);
      if (count === 0) throw new Error(`${this.#path} ended early.`);
      read += count;
    }
    return tokens;
  }
}
