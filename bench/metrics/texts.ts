import { writeFileSync } from 'node:fs';
import { SeededRandom } from '../../src/evaluation/random.ts';
import type { MetricCase } from './cases.ts';

const syllables = 'ta re mi no lu ka ses ing er on al pro de com tion ver li ent'.split(' ');

/** Writes pairs as JSON lines of [prediction, reference]: the prediction has about seven in ten words of the reference in place. */
export function writePairs(path: string, { pairs, words }: MetricCase, seed: number): string {
  const random = new SeededRandom(1000 + seed);
  const vocabulary = Array.from({ length: 6000 }, () => wordOf(random));
  const lines = Array.from({ length: pairs }, () => {
    const reference = Array.from({ length: words }, () => draw(vocabulary, random));
    const prediction = reference.flatMap((word) => changed(word, vocabulary, random));
    return JSON.stringify([sentences(prediction), sentences(reference)]);
  });
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

function wordOf(random: SeededRandom): string {
  return Array.from({ length: 1 + random.below(4) }, () => syllables[random.below(syllables.length)]!).join('');
}

/** Few words often, most of them seldom, as in a language. */
function draw(vocabulary: readonly string[], random: SeededRandom): string {
  return vocabulary[Math.floor(vocabulary.length ** (random.below(1e6) / 1e6)) - 1]!;
}

function changed(word: string, vocabulary: readonly string[], random: SeededRandom): string[] {
  const chance = random.below(100);
  if (chance < 70) return [word];
  if (chance < 80) return [];
  return chance < 90 ? [draw(vocabulary, random)] : [word, draw(vocabulary, random)];
}

/** Twenty words to a line, with capitals, commas and full stops. */
function sentences(words: readonly string[]): string {
  return words
    .map((word, index) => {
      const cased = index % 20 === 0 ? word[0]!.toUpperCase() + word.slice(1) : word;
      if (index % 20 === 19) return `${cased}.\n`;
      return index % 7 === 6 ? `${cased}, ` : `${cased} `;
    })
    .join('')
    .trimEnd();
}
