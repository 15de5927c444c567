import { optimalBanding, type Banding } from './banding.ts';
import type { WordBuffer } from './word-buffer.ts';

/**
 * A signature has `blocks` hash functions, each with `bins` minimums: one-permutation hashing, several times over. Every
 * shingle costs eight multiplications, not one for each of sixty-four minimums, and a bin is empty in short rows only.
 */
const blocks = 8;
const bins = 8;
const binShift = 29;
export const minimums = blocks * bins;
const empty = 0xffffffff;

/**
 * Candidates come from similarity 0.3 on, far below what counts as a near-duplicate: in rows of 100 words with every tenth
 * edited, 0.42 of the 5-grams and 0.57 of the 3-grams are left, in short rows less. Errors on both sides weigh the same.
 */
export const candidateThreshold = 0.3;
export const banding: Banding = optimalBanding(candidateThreshold, minimums);

/** Odd constants, one for each block, so that the blocks' functions have nothing in common (successive words of splitmix32). */
const seeds = Uint32Array.from({ length: blocks }, (_, block) => mix(Math.imul(block + 1, 0x9e3779b9)));

/** Shingles are well mixed already: one multiplication by an odd number a block gives another order (multiply-shift hashing). */
const factors = Uint32Array.from(seeds, (seed) => mix(seed) | 1);

/**
 * The lowest hashes of a set of shingles, bin by bin. Bins that no shingle fell into borrow from others, each along a row
 * of bins that depends on its own number alone (optimal densification, Shrivastava, ICML 2017), so that the share of equal
 * minimums still estimates the Jaccard similarity.
 * @param out room for `minimums` words @returns false where there are no shingles
 */
export function signature(shingles: WordBuffer, out: Uint32Array): boolean {
  if (shingles.length === 0) return false;
  out.fill(empty);
  for (let block = 0; block < blocks; block += 1) {
    const [seed, factor] = [seeds[block]!, factors[block]!];
    const base = block * bins;
    for (let at = 0; at < shingles.length; at += 1) {
      const hash = Math.imul(shingles.words[at]! ^ seed, factor);
      const bin = base + (hash >>> binShift);
      const value = hash & 0x1fffffff;
      if (value < out[bin]!) out[bin] = value;
    }
  }
  fillEmptyBins(out);
  return true;
}

const filled = new Uint8Array(minimums);

function fillEmptyBins(out: Uint32Array): void {
  for (let bin = 0; bin < minimums; bin += 1) filled[bin] = out[bin] === empty ? 0 : 1;
  for (let bin = 0; bin < minimums; bin += 1) {
    if (filled[bin] === 1) continue;
    const base = bin - (bin % bins);
    // one shingle at least stands in every block, so this ends after eight draws on average at most
    for (let attempt = 1; out[bin] === empty; attempt += 1) {
      const donor = base + (mix(Math.imul(bin + 1, 0x85ebca6b) + attempt) >>> binShift);
      if (filled[donor] === 1) out[bin] = out[donor]!;
    }
  }
}

/** The key of one band of a signature; never 0, which stands for "none". The minimums of a band come from different blocks. */
export function bandKey(minima: Uint32Array, band: number): number {
  let key = Math.imul(band + 1, 0x9e3779b1);
  for (let row = 0; row < banding.rows; row += 1) key = mix(key ^ minima[band + row * banding.bands]!);
  return key === 0 ? 1 : key;
}

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
