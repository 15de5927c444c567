import { describe, expect, test } from 'vitest';
import { comparableText } from '../../../src/data/clean-text.ts';
import { GramOverlap, overlapWords } from '../../../src/data/splitting/gram-overlap.ts';

/** Texts of running numbers in letters: no n-gram comes twice. */
const words = (from: number, count: number) => Array.from({ length: count }, (_, index) => `w${from + index}`);

function overlapOf(heldOut: string[][], train: string[][]): boolean[] {
  const overlap = new GramOverlap();
  for (const texts of heldOut) overlap.addHeldOut(texts.map(comparableText));
  for (const texts of train) overlap.addTrain(texts.map(comparableText));
  return heldOut.map((texts) => overlap.overlaps(texts.map(comparableText)));
}

describe('n-grams of words that a held-out row shares with a train row', () => {
  test('count from the thirteenth word on, wherever they stand', () => {
    const shared = words(0, overlapWords);
    const around = (inner: string[], from: number) => [[...words(from, 7), ...inner, ...words(from + 50, 5)].join(' ')];
    expect(overlapOf([around(shared, 100), around(shared.slice(1), 300)], [around(shared, 500)])).toEqual([true, false]);
  });

  test('do not see case, punctuation, line ends and compatibility forms', () => {
    const text = 'The Licensee shall, upon notice, return all copies of the work within thirty days.';
    const other = 'the licensee shall upon notice\nreturn — all copies of THE ｗｏｒｋ within thirty days';
    expect(overlapOf([[text]], [[other]])).toEqual([true]);
    expect(overlapOf([[text.replace('copies', 'parts')]], [[other]])).toEqual([false]);
  });

  test('run on from a prompt to its answer', () => {
    const [prompt, answer] = [words(0, 7).join(' '), words(7, 6).join(' ')];
    expect(overlapOf([[prompt, answer]], [[`${prompt} ${answer}`]])).toEqual([true]);
    expect(overlapOf([[answer, prompt]], [[`${prompt} ${answer}`]])).toEqual([false]);
  });

  test('take a Chinese or Japanese character for a word', () => {
    const text = '本契約は署名の日から効力を生じる。';
    expect(overlapOf([[`第一条 ${text}`]], [[`前文。${text}`]])).toEqual([true]);
    expect(overlapOf([['短い文です']], [['短い文です']])).toEqual([false]);
  });

  test('are found among many others without a false one', () => {
    const rows = Array.from({ length: 400 }, (_, row) => [words(row * 100, 40).join(' ')]);
    const train = Array.from({ length: 400 }, (_, row) => [words(row % 10 === 0 ? row * 100 + 20 : 1e6 + row * 100, 40).join(' ')]);
    expect(overlapOf(rows, train)).toEqual(rows.map((_, row) => row % 10 === 0));
  });

  test('take time in proportion to the text, however it looks', () => {
    const megabyte = 2 ** 20;
    const hostile = [
      'a'.repeat(megabyte),
      'a '.repeat(megabyte / 2),
      '本'.repeat(megabyte),
      '\ud800'.repeat(megabyte),
      '.'.repeat(megabyte),
    ];
    const overlap = new GramOverlap();
    const started = process.cpuUsage();
    for (const text of hostile) {
      overlap.addHeldOut([text]);
      overlap.addTrain([text]);
      overlap.overlaps([text]);
    }
    const { user } = process.cpuUsage(started);
    expect(user / 1e6).toBeLessThan(10); // a few tenths of a second; minutes if it were quadratic
    expect(overlap.overlaps([hostile[1]!])).toBe(true);
  });
});
