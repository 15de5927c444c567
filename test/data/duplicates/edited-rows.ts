import type { Row } from '../../../src/contracts/row.ts';
import { SeededRandom } from '../../../src/evaluation/random.ts';

export type PlainRow = Pick<Row, 'messages' | 'source'>;

const syllables = 'ta re mi nu lu ka ses ing er on al pro de com tion ver li ent ba zu gor pel wim sha'.split(' ');
const names = 'Berlin Acme Rosenthal Nguyen Toronto Maple Okafor Lisbon Meridian Harper'.split(' ');
const frequentWords = 'the of and to a in is that for it on with as be by this are from at or an'.split(' ');

/** A row of text as a team writes it: most words rare, the most frequent ones everywhere, now and then a number, a name, a "not". */
export class RowWriter {
  readonly random: SeededRandom;
  readonly #vocabulary: string[];
  #line = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    const words = new SeededRandom(7);
    this.#vocabulary = Array.from({ length: 6000 }, () =>
      Array.from({ length: 1 + words.below(4) }, () => syllables[words.below(syllables.length)]!).join(''),
    );
  }

  row(prompt: string, answer: string, system?: string): PlainRow {
    this.#line += 1;
    const instructions = system === undefined ? [] : [{ role: 'system' as const, content: system }];
    const messages = [...instructions, { role: 'user' as const, content: prompt }, { role: 'assistant' as const, content: answer }];
    return { messages, source: { file: 'rows.jsonl', line: this.#line } };
  }

  word(): string {
    const chance = this.random.below(1000);
    if (chance < 350) return frequentWords[Math.floor(frequentWords.length ** (this.random.below(1e6) / 1e6)) - 1]!;
    if (chance < 365) return String(this.random.below(5000));
    if (chance < 385) return names[this.random.below(names.length)]!;
    if (chance < 390) return 'not';
    return this.#vocabulary[this.random.below(this.#vocabulary.length)]!;
  }

  words(count: number): string[] {
    return Array.from({ length: count }, () => this.word());
  }

  /** Replaces, puts in, leaves out or swaps `edits` words, numbers and names among them, but no "not": without it an answer says the opposite. */
  edit(words: readonly string[], edits: number): string[] {
    const edited = [...words];
    for (let edit = 0; edit < edits; edit += 1) {
      let at = this.random.below(edited.length);
      while (edited[at] === 'not') at = this.random.below(edited.length);
      const word = this.#vocabulary[this.random.below(this.#vocabulary.length)]!;
      const kind = this.random.below(4);
      if (kind === 0) edited.splice(at, 0, word);
      else if (kind === 1 && edited.length > 8) edited.splice(at, 1);
      else if (kind === 2 && at + 1 < edited.length) [edited[at], edited[at + 1]] = [edited[at + 1]!, edited[at]!];
      else edited[at] = word;
    }
    return edited;
  }
}

/** Words as sentences of about a dozen, with capitals and full stops. */
export function sentences(words: readonly string[]): string {
  return words
    .map((word, index) => {
      const cased = index % 12 === 0 ? word[0]!.toUpperCase() + word.slice(1) : word;
      return index % 12 === 11 ? `${cased}.` : cased;
    })
    .join(' ');
}

export interface EditedPair {
  first: number;
  second: number;
  edits: number;
}

/** Rows of which some are copies of an earlier one, with 1 to 10 % of all words edited, prompt and answer alike; in a random order. */
export function editedRows({
  seed,
  rows,
  copies,
  words,
}: {
  seed: number;
  rows: number;
  copies: number;
  words: readonly [number, number];
}): {
  rows: PlainRow[];
  pairs: EditedPair[];
} {
  const writer = new RowWriter(seed);
  const made: PlainRow[] = [];
  const pairs: EditedPair[] = [];
  const sources: { words: string[]; at: number; promptLength: number }[] = [];
  while (made.length < rows) {
    if (pairs.length < copies && sources.length > 50 && writer.random.below(rows) < copies * 1.5) {
      const source = sources.splice(writer.random.below(sources.length), 1)[0]!;
      const share = (1 + writer.random.below(10)) / 100;
      const edits = Math.max(1, Math.round(share * source.words.length));
      const inPrompt = Array.from({ length: edits }, () => writer.random.below(source.words.length)).filter(
        (at) => at < source.promptLength,
      ).length;
      const prompt = writer.edit(source.words.slice(0, source.promptLength), inPrompt);
      const answer = writer.edit(source.words.slice(source.promptLength), edits - inPrompt);
      pairs.push({ first: source.at, second: made.length, edits });
      made.push(writer.row(sentences(prompt), sentences(answer)));
      continue;
    }
    const length = words[0] + writer.random.below(words[1] - words[0] + 1);
    const promptLength = Math.round(length * (0.3 + writer.random.below(40) / 100));
    const text = writer.words(length);
    sources.push({ words: text, at: made.length, promptLength });
    made.push(writer.row(sentences(text.slice(0, promptLength)), sentences(text.slice(promptLength))));
  }
  return { rows: made, pairs };
}
