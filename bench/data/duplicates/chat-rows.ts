import { writeFileSync } from 'node:fs';
import { SeededRandom } from '../../../src/evaluation/random.ts';

const syllables = 'ta re mi nu lu ka ses ing er on al pro de com tion ver li ent'.split(' ');
const frequent = 'the of and to a in is that for it on with as be by this are from'.split(' ');

export interface ChatFile {
  path: string;
  /** Lines, from 1, of a row and its edited copy. */
  pairs: (readonly [number, number])[];
}

/** Chat rows of about 100 words in canonical JSON lines; every tenth is a copy of an earlier one with 1 to 10 % of its words edited. */
export function writeChatRows(path: string, rows: number, seed: number): ChatFile {
  const random = new SeededRandom(seed);
  const vocabulary = Array.from({ length: 8000 }, () =>
    Array.from({ length: 1 + random.below(4) }, () => pick(syllables, random)).join(''),
  );
  const texts: string[][] = [];
  const pairs: (readonly [number, number])[] = [];
  const copied = new Set<number>();
  for (let row = 0; row < rows; row += 1) {
    const source = random.below(Math.max(1, row));
    if (row > 100 && row % 10 === 9 && !copied.has(source)) {
      copied.add(source).add(row);
      pairs.push([source + 1, row + 1]);
      texts.push(edited(texts[source]!, vocabulary, random));
    } else
      texts.push(
        Array.from({ length: 80 + random.below(41) }, () => (random.below(10) < 4 ? pick(frequent, random) : pick(vocabulary, random))),
      );
  }
  writeFileSync(path, texts.map((words, row) => lineOf(words, row)).join(''));
  return { path, pairs };
}

/** A copy with 1 to 10 % of its words put in, replaced or taken out. */
export function edited(words: readonly string[], vocabulary: readonly string[], random: SeededRandom): string[] {
  const copy = [...words];
  const edits = Math.max(1, Math.round((words.length * (1 + random.below(10))) / 100));
  for (let edit = 0; edit < edits; edit += 1) {
    const [at, kind] = [random.below(copy.length), random.below(3)];
    copy.splice(at, kind === 0 ? 0 : 1, ...(kind === 1 ? [] : [pick(vocabulary, random)]));
  }
  return copy;
}

function lineOf(words: readonly string[], row: number): string {
  const half = Math.floor(words.length / 2);
  const messages = [
    { role: 'user', content: `${words.slice(0, half).join(' ')}?` },
    { role: 'assistant', content: `${words.slice(half).join(' ')}.` },
  ];
  return `${JSON.stringify({ id: '', messages, source: { file: 'rows.jsonl', line: row + 1 } })}\n`;
}

export function pick(words: readonly string[], random: SeededRandom): string {
  return words[random.below(words.length)]!;
}
