import { appendShingles, longShingle, shortShingle } from './shingles.ts';
import type { Sketches } from './sketches.ts';
import { WordBuffer } from './word-buffer.ts';

/** Phrases that many rows share. */
export interface CommonPhrases {
  /** Shingles that say little about a row: they are left out of signatures, so that no bucket holds half of the data. */
  frequent: ReadonlySet<number>;
  /** 5-grams that are the wording of a template, not what a row is about: they do not count in how much two rows may differ. */
  wording: ReadonlySet<number>;
}

/** Rows that are counted in, spread evenly: 5,000 tell shares of 0.4 % to a tenth of a percent. */
const sampledRows = 5000;
/** Of the sampled rows; copies of one row are seldom as many. */
const frequentRows = 20;
const wordingRows = 50;
const wordingShare = 0.05;

/** Counts in how many rows of an even sample each shingle of prompt and answer stands. A row counts once. About 25 MB while it runs. */
export function findCommonPhrases(sketches: Sketches): CommonPhrases {
  const counts = new RowCounts(sketches.tokens);
  const stride = Math.max(1, Math.floor(sketches.rows / sampledRows));
  const shingles = new WordBuffer();
  let sampled = 0;
  for (let row = 0; row < sketches.rows; row += stride) {
    sampled += 1;
    const tokens = sketches.readTokens(row).subarray(sketches.partLength(row, 0)).subarray(0, longestSample);
    for (const [size, long] of [
      [longShingle, true],
      [shortShingle, false],
    ] as const) {
      shingles.length = 0;
      appendShingles(tokens, size, shingles);
      for (let at = 0; at < shingles.length; at += 1) counts.add(shingles.words[at]!, sampled, long);
    }
  }
  return counts.common(Math.max(wordingRows, Math.ceil(sampled * wordingShare)));
}

/** Tokens of a sampled row that are looked at: templates stand at the beginning, and one long row must not fill the table. */
const longestSample = 512;
/** Words to address the table with: two million slots at most. */
const mostBits = 21;
/** A fuller table takes no new shingles: what is common is in it by then. */
const fullest = 0.7;

/** Rows by shingle in an open-addressing table; the last row that counted is kept, so that a row counts once. */
class RowCounts {
  readonly #slots: number;
  readonly #shift: number;
  readonly #shingles: Uint32Array;
  readonly #counts: Uint16Array;
  readonly #last: Uint16Array;
  readonly #long: Uint8Array;
  #used = 0;

  /** @param tokens of all rows: each begins two shingles at most */
  constructor(tokens: number) {
    const bits = Math.min(mostBits, Math.max(8, Math.ceil(Math.log2(tokens * 4 + 1))));
    this.#slots = 2 ** bits;
    this.#shift = 32 - bits;
    this.#shingles = new Uint32Array(this.#slots);
    this.#counts = new Uint16Array(this.#slots);
    this.#last = new Uint16Array(this.#slots);
    this.#long = new Uint8Array(this.#slots);
  }

  add(shingle: number, row: number, long: boolean): void {
    let slot = Math.imul(shingle, 0x9e3779b1) >>> this.#shift;
    while (this.#counts[slot] !== 0 && this.#shingles[slot] !== shingle) slot = (slot + 1) % this.#slots;
    if (this.#counts[slot] === 0) {
      if (this.#used > fullest * this.#slots) return;
      this.#used += 1;
      this.#shingles[slot] = shingle;
      this.#long[slot] = long ? 1 : 0;
    } else if (this.#last[slot] === row % 65_536) return;
    this.#last[slot] = row % 65_536;
    this.#counts[slot] = this.#counts[slot]! + 1;
  }

  common(leastWording: number): CommonPhrases {
    const [frequent, wording] = [new Set<number>(), new Set<number>()];
    for (let slot = 0; slot < this.#slots; slot += 1) {
      if (this.#counts[slot]! < frequentRows) continue;
      frequent.add(this.#shingles[slot]!);
      if (this.#long[slot] === 1 && this.#counts[slot]! >= leastWording) wording.add(this.#shingles[slot]!);
    }
    return { frequent, wording };
  }
}
