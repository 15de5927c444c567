import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutFolder } from '../../src/dev/checkout.ts';

export interface Job {
  name: string;
  /** JSON lines {id, messages}, as the trainer reads them. */
  file: string;
  rows: number;
}

interface Line {
  messages: { role: string; content: string }[];
}

const data = join(checkoutFolder, 'examples', 'contract-review', 'data', 'general');
/** Its train rows hold the demo's planted bad ones. */
const sources = ['validation.jsonl', 'test.jsonl'];
/** Words of long answers: 200 tokens on average, and as uneven as answers are. */
const [fewestWords, mostWords] = [100, 210];

/** The demo's rows with their own answers of one word, and the same prompts with passages as answers. Written below `folder`. */
export function writeJobs(folder: string, quick: boolean): Job[] {
  mkdirSync(folder, { recursive: true });
  const lines = sources
    .flatMap((name) => readFileSync(join(data, name), 'utf8').trim().split('\n'))
    .map((line) => (JSON.parse(line) as Line).messages);
  const words = lines.flatMap((messages) => messages.at(-2)!.content.split('\n')[0]!.split(/\s+/));
  const passage = (index: number) => {
    const length = fewestWords + ((index * 37) % (mostWords - fewestWords));
    const begin = (index * 211) % (words.length - mostWords);
    return words.slice(begin, begin + length).join(' ');
  };
  const long = lines.map((messages, index) => [...messages.slice(0, -1), { role: 'assistant', content: passage(index) }]);
  return [
    { name: 'answers of 3 tokens', rows: quick ? 8 : 40, lines },
    { name: 'answers of 200 tokens', rows: quick ? 8 : 16, lines: long },
  ].map(({ name, rows, lines: all }) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.jsonl`);
    const chosen = all.slice(0, rows);
    writeFileSync(file, chosen.map((messages, index) => `${JSON.stringify({ id: String(index), messages })}\n`).join(''));
    return { name, file, rows: chosen.length };
  });
}
