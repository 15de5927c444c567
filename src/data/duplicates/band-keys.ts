import { bandKey, banding, minimums, signature } from './min-hash.ts';
import type { CommonPhrases } from './phrase-counts.ts';
import { appendShingles, longShingle, shortShingle } from './shingles.ts';
import type { Sketches } from './sketches.ts';
import { WordBuffer } from './word-buffer.ts';

/** What of a row is compared: `row` = prompt and answer, as duplicates are; `prompt` = the prompt alone, as leaks are. */
export type Compared = 'row' | 'prompt';

/** Rows with fewer tokens are compared by their whole normalised text only. */
export const fewestTokens = 5;

/** Bands of a row: half of them of 5-grams, half of 3-grams. */
export const bandsPerRow = 2 * banding.bands;

/** The tokens of a row that find its candidates: never its instructions, which whole datasets share. */
export function comparedTokens(sketches: Sketches, row: number, compared: Compared): Uint32Array {
  const [instructions, prompt] = [sketches.partLength(row, 0), sketches.partLength(row, 1)];
  const tokens = sketches.readTokens(row);
  return compared === 'row' ? tokens.subarray(instructions) : tokens.subarray(instructions, instructions + prompt);
}

/** Keys of all bands of all rows, row after row; 0 where a row has none. 168 bytes a row. */
export function bandKeys(sketches: Sketches, compared: Compared, { frequent }: CommonPhrases, skip?: Uint8Array): Uint32Array {
  const keys = new Uint32Array(bandsPerRow * sketches.rows);
  const minima = new Uint32Array(minimums);
  const [shingles, telling] = [new WordBuffer(), new WordBuffer()];
  const isFrequent = new Uint8Array(4096);
  for (const shingle of frequent) isFrequent[shingle >>> 20] = 1;
  for (let row = 0; row < sketches.rows; row += 1) {
    if (skip?.[row]) continue;
    const tokens = comparedTokens(sketches, row, compared);
    if (tokens.length < fewestTokens) continue;
    for (const [half, size] of [longShingle, shortShingle].entries()) {
      shingles.length = 0;
      appendShingles(tokens, size, shingles);
      const kept = keepTelling(shingles, telling, frequent, isFrequent);
      if (!signature(kept, minima)) continue;
      for (let band = 0; band < banding.bands; band += 1) keys[row * bandsPerRow + half * banding.bands + band] = bandKey(minima, band);
    }
  }
  return keys;
}

/** The shingles that are not frequent; all of them where less than half would be left: such a row is made of wording. */
function keepTelling(shingles: WordBuffer, telling: WordBuffer, frequent: ReadonlySet<number>, isFrequent: Uint8Array): WordBuffer {
  if (frequent.size === 0) return shingles;
  telling.length = 0;
  for (let at = 0; at < shingles.length; at += 1) {
    const shingle = shingles.words[at]!;
    if (isFrequent[shingle >>> 20] === 1 && frequent.has(shingle)) continue;
    telling.push(shingle);
  }
  return telling.length * 2 < shingles.length ? shingles : telling;
}
