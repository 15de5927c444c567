import { describe, expect, test } from 'vitest';
import { bandKey, banding, minimums, signature } from '../../../src/data/duplicates/min-hash.ts';
import { appendShingles, ExactJaccard } from '../../../src/data/duplicates/shingles.ts';
import { tokenise } from '../../../src/data/duplicates/tokenise.ts';
import { WordBuffer } from '../../../src/data/duplicates/word-buffer.ts';
import { RowWriter } from './edited-rows.ts';

function shinglesOf(words: readonly string[], size = 5): WordBuffer {
  const [tokens, shingles] = [new WordBuffer(), new WordBuffer()];
  tokenise(words.join(' '), tokens);
  appendShingles(tokens.copy(), size, shingles);
  return shingles;
}

function minima(shingles: WordBuffer): Uint32Array {
  const out = new Uint32Array(minimums);
  signature(shingles, out);
  return out;
}

/** Jaccard similarity the slow way. */
function jaccardOf(a: WordBuffer, b: WordBuffer): number {
  const [x, y] = [new Set(a.copy()), new Set(b.copy())];
  return [...x].filter((shingle) => y.has(shingle)).length / new Set([...x, ...y]).size;
}

describe('signatures', () => {
  test('equal texts have equal signatures, and no shingles have none', () => {
    const words = new RowWriter(1).words(100);
    expect(minima(shinglesOf(words))).toEqual(minima(shinglesOf(words)));
    expect(signature(shinglesOf(['too', 'short']), new Uint32Array(minimums))).toBe(false);
  });

  test.each([[200], [60], [12]])('equal minimums estimate the shared share of rows of %i words without a slant', (length) => {
    const writer = new RowWriter(2);
    let [slant, square] = [0, 0];
    const pairs = 300;
    for (let pair = 0; pair < pairs; pair += 1) {
      const words = writer.words(length);
      const kept = 6 + writer.random.below(length - 6);
      const [a, b] = [shinglesOf(words), shinglesOf([...words.slice(0, kept), ...writer.words(length - kept)])];
      const [x, y] = [minima(a), minima(b)];
      const error = x.filter((value, at) => value === y[at]).length / minimums - jaccardOf(a, b);
      slant += error / pairs;
      square += error ** 2 / pairs;
    }
    expect(Math.abs(slant)).toBeLessThan(0.025);
    // 64 independent minimums have at most 0.0625; borrowed bins of short rows cost some of it
    expect(Math.sqrt(square)).toBeLessThan(length > 50 ? 0.0625 : 0.12);
  });

  test('the estimate for texts that share their beginning lies within 0.21 of the shared share', () => {
    const writer = new RowWriter(3);
    const words = writer.words(200);
    const [a, b] = [shinglesOf(words), shinglesOf([...words.slice(0, 140), ...writer.words(60)])];
    const [x, y] = [minima(a), minima(b)];
    expect(Math.abs(x.filter((value, at) => value === y[at]).length / minimums - jaccardOf(a, b))).toBeLessThan(0.21);
  });

  test('bands of unlike texts do not meet', () => {
    const writer = new RowWriter(4);
    const keys = Array.from({ length: 400 }, () => minima(shinglesOf(writer.words(80)))).map((found) => bandKey(found, 0));
    expect(new Set(keys).size).toBe(400);
    expect(banding.bands * banding.rows).toBeLessThanOrEqual(minimums);
  });

  test('exact similarity is that of sets, however often a phrase comes', () => {
    const measure = new ExactJaccard();
    const writer = new RowWriter(5);
    for (let pair = 0; pair < 50; pair += 1) {
      const words = [...writer.words(30), 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'];
      const [a, b] = [shinglesOf(words, 2), shinglesOf(writer.edit(words, 5), 2)];
      expect(measure.measure(a, b)).toBe(jaccardOf(a, b));
    }
    expect(measure.measure(new WordBuffer(), new WordBuffer())).toBe(1);
  });
});
