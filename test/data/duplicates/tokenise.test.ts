import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparableText } from '../../../src/data/clean-text.ts';
import { normalisedText } from '../../../src/data/duplicates/normalise-text.ts';
import { nameToken, negationToken, numberToken, polarToken, symbolToken } from '../../../src/data/duplicates/token-class.ts';
import { hashWord } from '../../../src/data/duplicates/token-hash.ts';
import { tokenise } from '../../../src/data/duplicates/tokenise.ts';
import { WordBuffer } from '../../../src/data/duplicates/word-buffer.ts';

function tokens(text: string): number[] {
  const buffer = new WordBuffer(4);
  tokenise(text, buffer);
  return [...buffer.copy()];
}

const hashes = (text: string) => tokens(text).map((token) => token >>> 4);
const classes = (text: string) => tokens(text).map((token) => token & 15);
const words = (...list: string[]) => list.map((word) => hashWord(word) >>> 4);

describe('tokens of a text', () => {
  test('are words in lower case without punctuation, one after the other', () => {
    expect(hashes('The licensee, "shall" keep\n a (copy).')).toEqual(words('the', 'licensee', 'shall', 'keep', 'a', 'copy'));
    expect(hashes("Don’t say don't")).toEqual(words('dont', 'say', 'dont'));
    expect(hashes('  \n\t ... ')).toEqual([]);
  });

  test('do not change with case, white space, format characters, NFD or compatibility forms', () => {
    const plain = hashes('The café office costs 50 euros');
    for (const variant of [
      'THE CAFÉ OFFICE COSTS 50 EUROS',
      '\tThe  café\noffice\u00a0costs 50 euros ',
      'The ca\u200bfé of\u00adfice costs\ufeff 50 euros',
      'The café office costs 50 euros'.normalize('NFD'),
      'The café oﬃce costs ５０ euros',
    ]) {
      expect(hashes(variant)).toEqual(plain);
    }
  });

  test('know numbers, names, negations, opposites and operators', () => {
    expect(classes('He met Ada in 2024')).toEqual([0, 0, nameToken, 0, numberToken]);
    expect(classes('It is not approved. Nothing follows')).toEqual([0, 0, negationToken, polarToken, negationToken, 0]);
    expect(classes('pays 50 % of twenty euros')).toEqual([0, numberToken, symbolToken, 0, numberToken, 0]);
    expect(classes('a - b')).toEqual([0, symbolToken, 0]);
    expect(classes('- well-known *bold* text')).toEqual([0, 0, 0, 0]);
  });

  test('a word that begins a sentence or stands among capitals is no name', () => {
    expect(classes('Acme pays. Later Acme leaves')).toEqual([0, 0, 0, nameToken, 0]);
    expect(classes('PAY THE FEE NOW')).toEqual([0, 0, 0, 0]);
  });

  test('a minus belongs to its number, a hyphen does not', () => {
    expect(hashes('at -5 degrees')).not.toEqual(hashes('at 5 degrees'));
    expect(hashes('pages 3-5')).toEqual(hashes('pages 3 5'));
  });

  test('ideographs are words of their own, and broken surrogate pairs do no harm', () => {
    expect(hashes('契約は終了')).toHaveLength(5);
    expect(hashes('half \ud800 pair')).toHaveLength(3);
  });

  test.each([
    ['letters', 'a'.repeat(1_000_000), 1],
    ['apostrophes', "a'".repeat(500_000), 1],
    ['minus signs', '- '.repeat(500_000), 499_999],
    ['ligatures of 18 letters', '\ufdfa'.repeat(50_000), 150_001],
    ['combining marks', `a${'\u0301'.repeat(500_000)}`, 1],
  ])('hundreds of thousands of %s take linear time', (_, text, count) => {
    const begun = process.cpuUsage();
    const found = tokens(text).length;
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(5);
    expect(found).toBe(count);
  });

  test('normalised text is comparable text, whatever the characters', () => {
    const texts = fc.sample(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' })), { numRuns: 200, seed: 1 });
    expect(texts.map(normalisedText)).toEqual(texts.map(comparableText));
  });

  test('words of a fixed text have fixed hashes on every machine', () => {
    const digest = createHash('sha256')
      .update(JSON.stringify(tokens('The fee of 50 euros is due on 1 May, not later.')))
      .digest('hex');
    expect(digest).toBe('d528118ab0fe84dd5df01ed457cf910cfdff105d627178fcb53ebc63a44592b1');
  });
});
