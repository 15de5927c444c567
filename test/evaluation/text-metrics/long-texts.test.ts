import { expect, test } from 'vitest';
import { SeededRandom } from '../../../src/evaluation/random.ts';
import { itemOf } from './scored.ts';

/** A text of 100,000 characters: words of a language-like vocabulary, a line break now and then. */
function longText(seed: number, alike: number): string {
  const random = new SeededRandom(seed);
  const own = new SeededRandom(seed * 7919 + Math.round(alike * 1000));
  const words: string[] = [];
  for (let length = 0; length < 100_000;) {
    const [shared, other] = [random.below(3000), own.below(3000)];
    const word = `w${(own.below(1000) < alike * 1000 ? shared : other).toString(36)}`;
    words.push(word);
    length += word.length + 1;
  }
  return words
    .map((word, index) => (index % 25 === 24 ? `${word}.\n` : `${word} `))
    .join('')
    .slice(0, 100_000);
}

test.each(['bleu', 'chrf++', 'ter', 'rouge2', 'rougeL:stem', 'rougeLsum', 'squad-f1'])(
  '%s of texts of 100,000 characters takes seconds and little memory',
  (metric) => {
    const [prediction, reference] = [longText(1, 0.7), longText(1, 1)];
    const before = process.memoryUsage.rss();
    const score = itemOf(metric, prediction, [reference]);
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 2 ** 20);
    const value = typeof score === 'number' ? score : score!.f1;
    expect(value).toBeGreaterThan(0);
  },
);

test.each(['ter', 'rougeLsum', 'rougeL'])('%s of 100,000 equal characters and of as many lines is defined', (metric) => {
  for (const text of ['a'.repeat(100_000), 'a '.repeat(50_000), 'a\n'.repeat(50_000)]) {
    const score = itemOf(metric, text, [text]);
    expect(typeof score === 'number' ? score : score!.f1).toBe(metric === 'ter' ? 0 : 1);
  }
});
