import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SeededRandom } from '../../../src/evaluation/random.ts';
import { chatTalks, type Talk } from './chat-talks.ts';

/** Bytes that go to the stream at once. */
const chunkBytes = 256 * 1024;
/** Rows in a thousand that something is wrong with. */
const dirty = 30;

/** The shapes that rows are written in, the more frequent ones more than once. */
const shapes: readonly ((talk: Talk) => object)[] = [
  asMessages,
  asMessages,
  asMessages,
  asMessages,
  asMessages,
  asPair,
  asPrompt,
  asShareGpt,
];

/** Makes a talk dirty: markup, text in the wrong encoding, invisible characters, no answer, a short one, a template's leftovers. */
const soils: readonly ((talk: Talk) => Talk)[] = [
  (talk) => withQuestion(talk, (text) => `<div><p>${text.replaceAll('\n\n', '</p><p>')}</p>&nbsp;<br></div>`),
  (talk) => withQuestion(talk, (text) => text.replaceAll(' the ', ' caf\u00c3\u00a9 \u00e2\u20ac\u0153the\u00e2\u20ac\u009d ')),
  (talk) => withQuestion(talk, (text) => text.replaceAll(' of ', '\u00a0of\u200b ')),
  (talk) => ({ ...talk, turns: talk.turns.map((turn) => ({ ...turn, answer: '' })) }),
  (talk) => ({ ...talk, turns: talk.turns.map((turn) => ({ ...turn, answer: 'Yes.' })) }),
  (talk) => withQuestion(talk, (text) => `### Instruction:\n${text}\n### Response:`),
];

/** Writes JSON lines of chat rows until the file is this long; 30 in a thousand are dirty or cut off. The same seed gives the same file. */
export async function writeChatFile(path: string, leastBytes: number, seed: number): Promise<{ bytes: number; rows: number }> {
  const written = { bytes: 0, rows: 0 };
  await pipeline(Readable.from(chunks(leastBytes, seed, written)), createWriteStream(path));
  return written;
}

function* chunks(leastBytes: number, seed: number, written: { bytes: number; rows: number }): Generator<Buffer> {
  const random = new SeededRandom(seed + 1);
  const talks = chatTalks(seed);
  while (written.bytes < leastBytes) {
    let text = '';
    while (text.length < chunkBytes) {
      text += `${lineOf((talks.next() as IteratorYieldResult<Talk>).value, random)}\n`;
      written.rows += 1;
    }
    const chunk = Buffer.from(text);
    written.bytes += chunk.length;
    yield chunk;
  }
}

function lineOf(talk: Talk, random: SeededRandom): string {
  const shape = shapes[random.below(shapes.length)]!;
  if (random.below(1000) >= dirty) return JSON.stringify(shape(talk));
  const kind = random.below(soils.length + 1);
  const line = JSON.stringify(shape((soils[kind] ?? ((clean: Talk) => clean))(talk)));
  return kind < soils.length ? line : line.slice(0, line.length / 2);
}

function withQuestion({ system, turns: [first, ...others] }: Talk, change: (text: string) => string): Talk {
  return { system, turns: [{ ...first!, question: change(first!.question) }, ...others] };
}

function asMessages({ system, turns }: Talk): object {
  const spoken = turns.flatMap(({ question, answer }) => [
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ]);
  return { messages: system === null ? spoken : [{ role: 'system', content: system }, ...spoken] };
}

function asPair({ turns: [first] }: Talk): object {
  return { input: first!.question, output: first!.answer };
}

function asPrompt({ turns: [first] }: Talk): object {
  return { prompt: first!.question, completion: first!.answer };
}

function asShareGpt({ turns }: Talk): object {
  return {
    conversations: turns.flatMap(({ question, answer }) => [
      { from: 'human', value: question },
      { from: 'gpt', value: answer },
    ]),
  };
}
