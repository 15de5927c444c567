import { classBits } from './token-hash.ts';
import type { WordBuffer } from './word-buffer.ts';

/** Words of the shingles that similarity is stated in. */
export const longShingle = 5;
/** Words of the shingles that find rows whose every 5-gram was hit by an edit: short rows, and many edits. */
export const shortShingle = 3;

/** Appends the hashes of all runs of `size` tokens, in order; nothing where there are fewer tokens. */
export function appendShingles(tokens: Uint32Array, size: number, out: WordBuffer): void {
  for (let start = 0; start + size <= tokens.length; start += 1) {
    let hash = size;
    for (let at = start; at < start + size; at += 1) {
      hash = Math.imul(hash ^ (tokens[at]! >>> classBits), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    out.push(Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0);
  }
}

/** Shared share of two lists of shingles taken as sets: |A ∩ B| ÷ |A ∪ B|; 1 for two empty ones. */
export class ExactJaccard {
  #slots = new Uint32Array(256);
  /** Which call filled a slot, and from which list: 2 × call, plus 1 once the second list met it. */
  #marks = new Float64Array(256);
  #call = 0;

  measure(a: WordBuffer, b: WordBuffer): number {
    this.#makeRoom(a.length + b.length);
    this.#call += 1;
    let union = 0;
    let shared = 0;
    for (let at = 0; at < a.length; at += 1) if (this.#find(a.words[at]!, true) === 'new') union += 1;
    for (let at = 0; at < b.length; at += 1) {
      const found = this.#find(b.words[at]!, false);
      if (found === 'new') union += 1;
      if (found === 'shared') shared += 1;
    }
    return union === 0 ? 1 : shared / union;
  }

  #find(shingle: number, first: boolean): 'new' | 'shared' | 'known' {
    const mask = this.#slots.length - 1;
    const own = this.#call * 2;
    for (let slot = Math.imul(shingle, 0x9e3779b1) >>> this.#shift; ; slot = (slot + 1) & mask) {
      const mark = this.#marks[slot]!;
      if (mark < own) {
        this.#slots[slot] = shingle;
        this.#marks[slot] = first ? own : own + 1;
        return 'new';
      }
      if (this.#slots[slot] !== shingle) continue;
      if (first || mark > own) return 'known';
      this.#marks[slot] = own + 1;
      return 'shared';
    }
  }

  #shift = 24;

  #makeRoom(shingles: number): void {
    while (this.#slots.length < shingles * 2) {
      this.#slots = new Uint32Array(this.#slots.length * 2);
      this.#marks = new Float64Array(this.#slots.length);
      this.#shift -= 1;
    }
  }
}
