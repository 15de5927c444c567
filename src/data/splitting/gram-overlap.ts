import type { Row } from '../../contracts/row.ts';
import { answerOf } from '../canonical-row.ts';
import { comparableText } from '../clean-text.ts';
import { promptTurns } from '../split-keys.ts';

/** Words of an n-gram whose repetition counts as overlap: the 13 of GPT-3's and lm-evaluation-harness's checks. */
export const overlapWords = 13;

const filterBits = 2 ** 27;
const filterHashes = 4;
const setSlots = 2 ** 21;
const mostGrams = setSlots / 2;
/** Odd multipliers of the two rolling hashes, and their `overlapWords`th powers modulo 2³². */
const [baseA, baseB] = [0x9e3779b1, 0x85ebca77];
const [outA, outB] = [power(baseA), power(baseB)];

/**
 * Counts rows that share an n-gram of words with train rows, in memory that does not grow with the rows (32 MiB): held-out
 * rows fill a Bloom filter, train rows leave what passes it, and held-out rows, read again, are looked up in that.
 * Words are runs of letters and digits; a Chinese or Japanese character is one.
 */
export class GramOverlap {
  readonly #filter = new Uint32Array(filterBits / 32);
  /** 53 bits of each n-gram; 0 = free. */
  readonly #grams = new Float64Array(setSlots);
  readonly #roll = new RollingGrams();
  #size = 0;

  /** Whether so many n-grams were shared that the rest was not kept: counts are then at least. */
  get capped(): boolean {
    return this.#size >= mostGrams;
  }

  /** First pass. @param texts of a held-out row, in comparable form; n-grams run on from one to the next */
  addHeldOut(texts: readonly string[]): void {
    this.#roll.each(texts, (a, b) => {
      for (let index = 0; index < filterHashes; index += 1) {
        const bit = (a + Math.imul(index, b)) & (filterBits - 1);
        this.#filter[bit >>> 5]! |= 1 << (bit & 31);
      }
      return false;
    });
  }

  /** Then: the texts of a train row. */
  addTrain(texts: readonly string[]): void {
    this.#roll.each(texts, (a, b) => {
      if (this.#passes(a, b)) this.#keep(gramNumber(a, b));
      return this.capped;
    });
  }

  /** At last: whether a held-out row shares an n-gram with a train row. */
  overlaps(texts: readonly string[]): boolean {
    return this.#roll.each(texts, (a, b) => this.#grams[this.#slotOf(gramNumber(a, b))] !== 0);
  }

  #passes(a: number, b: number): boolean {
    for (let index = 0; index < filterHashes; index += 1) {
      const bit = (a + Math.imul(index, b)) & (filterBits - 1);
      if ((this.#filter[bit >>> 5]! & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }

  #keep(gram: number): void {
    const slot = this.#slotOf(gram);
    if (this.#grams[slot] !== 0) return;
    this.#grams[slot] = gram;
    this.#size += 1;
  }

  #slotOf(gram: number): number {
    let slot = gram % setSlots;
    while (this.#grams[slot] !== 0 && this.#grams[slot] !== gram) slot = (slot + 1) % setSlots;
    return slot;
  }
}

/** What n-grams are taken of: prompt and answer, without system messages. */
export function comparableTexts(row: Pick<Row, 'messages'>, turns = promptTurns(row)): string[] {
  return [...turns.map(([, text]) => text), comparableText(answerOf(row))];
}

function gramNumber(a: number, b: number): number {
  return (a >>> 0) * 2 ** 21 + (b >>> 11) + 1;
}

/** Two independent 32-bit hashes of each run of words, in one pass over the text and without a word being cut out. */
class RollingGrams {
  readonly #words = new Int32Array(overlapWords);
  #count = 0;
  #a = 0;
  #b = 0;

  /** @param visit stops the walk by `true`, which is then the result */
  each(texts: readonly string[], visit: (a: number, b: number) => boolean): boolean {
    this.#count = 0;
    this.#a = 0;
    this.#b = 0;
    for (const text of texts) {
      let word = 0;
      for (let index = 0; index <= text.length; index += 1) {
        const code = index < text.length ? text.charCodeAt(index) : 0x20;
        const kind = kindOf(code);
        if (kind === 1) {
          word = Math.imul((word === 0 ? 0x811c9dc5 : word) ^ code, 0x01000193) || 1;
          continue;
        }
        if (word !== 0 && this.#push(word, visit)) return true;
        word = 0;
        if (kind === 2 && this.#push(Math.imul(code, 0x01000193), visit)) return true;
      }
    }
    return false;
  }

  #push(word: number, visit: (a: number, b: number) => boolean): boolean {
    const at = this.#count % overlapWords;
    const old = this.#count < overlapWords ? 0 : this.#words[at]!;
    const mixed = mix(word);
    this.#words[at] = mixed;
    this.#count += 1;
    this.#a = (Math.imul(this.#a, baseA) + mixed - Math.imul(old, outA)) | 0;
    this.#b = (Math.imul(this.#b, baseB) + mixed - Math.imul(old, outB)) | 0;
    return this.#count >= overlapWords && visit(mix(this.#a), mix(this.#b) | 1);
  }
}

/** 0 = parts words, 1 = belongs to one, 2 = is one. */
function kindOf(code: number): 0 | 1 | 2 {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) ? 1 : 0;
  if (code < 0xc0) return 0;
  if (code >= 0x2000 && code <= 0x206f) return 0;
  if (code >= 0x3000 && code <= 0x303f) return 0;
  return (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) ? 2 : 1;
}

/** Finaliser of MurmurHash3 (public domain). */
function mix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function power(base: number): number {
  let product = 1;
  for (let index = 0; index < overlapWords; index += 1) product = Math.imul(product, base);
  return product;
}
