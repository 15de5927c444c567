import { hash } from 'node:crypto';
import type { SplitName } from '../../contracts/dataset.ts';
import type { DetailedStatistics } from '../../contracts/dataset-statistics.ts';
import type { Message } from '../../contracts/row.ts';
import { countWords } from '../count-words.ts';
import type { CheckedRow } from '../validation/checked-row.ts';
import { DistinctCounter } from './distinct-counter.ts';
import { DiversityBuilder } from './diversity.ts';
import { labelBalance } from './label-balance.ts';
import { LengthHistogram } from './length-histogram.ts';
import { PartBuilder, TextLengthsBuilder } from './text-lengths.ts';

/** Tokens of a row, counted elsewhere (in workers, in batches). */
export interface RowTokens {
  /** Of each message's content, in order. */
  contents: readonly number[];
  /** Of the whole row as a chat. */
  row: number;
}

/** Distinct rows that are told apart exactly, 8 to 11 bytes each with the table's room doubled. */
const mostRows = 4_000_000;

/**
 * Gathers everything that the report says of a dataset while its rows stream by. Memory: a few MB of hash tables, at
 * most 22 bytes for each distinct row (twice that while the table grows), and a number for each distinct length. Every number is the same in any order of rows but the
 * type–token ratio, whose windows follow the order.
 */
export class DetailedStatisticsBuilder {
  readonly #labels: Map<string, { rows: number; part: PartBuilder }>;
  readonly #roles = new Map<Message['role'], TextLengthsBuilder>();
  readonly #prompt = new TextLengthsBuilder();
  readonly #answer = new TextLengthsBuilder();
  readonly #turns = new LengthHistogram();
  readonly #prompts = new DiversityBuilder();
  readonly #answers = new DiversityBuilder();
  readonly #distinctAnswers = new DistinctCounter();
  readonly #distinctRows = new DistinctCounter(mostRows);
  readonly #splits = new Map<SplitName, PartBuilder>();
  #rows = 0;
  #synthetic = 0;
  #tokens: number | null = null;

  /** @param labels the closed set of answers; null where answers are no labels */
  constructor(labels: readonly string[] | null) {
    this.#labels = new Map((labels ?? []).map((label) => [label, { rows: 0, part: new PartBuilder() }]));
  }

  add(row: CheckedRow, { split, tokens }: { split?: SplitName | null; tokens?: RowTokens | null } = {}): void {
    const last = row.messages.length - 1;
    const answer = row.messages[last]!.content;
    const words = row.messages.map(({ content }) => countWords(content));
    const answerWords = words[last]!;
    const promptWords = words.reduce((sum, count) => sum + count, 0) - answerWords;
    const rowTokens = tokens?.row ?? null;
    this.#rows += 1;
    if (row.synthetic === true || row.metadata?.['synthetic'] === true) this.#synthetic += 1;
    if (rowTokens !== null) this.#tokens = (this.#tokens ?? 0) + rowTokens;
    this.#turns.add(row.messages.length);
    for (const [index, { role, content }] of row.messages.entries())
      entry(this.#roles, role, () => new TextLengthsBuilder()).add(words[index]!, content.length, tokens?.contents[index] ?? null);
    this.#addPrompt(row, promptWords, tokens ?? null);
    this.#answer.add(answerWords, answer.length, tokens?.contents[last] ?? null);
    this.#answers.add(row.id, answer);
    this.#addHashes(row, answer);
    if (split !== undefined && split !== null) entry(this.#splits, split, () => new PartBuilder()).add(promptWords, answerWords, rowTokens);
    const label = this.#labels.get(answer);
    if (label !== undefined) {
      label.rows += 1;
      label.part.add(promptWords, answerWords, rowTokens);
    }
  }

  result(): DetailedStatistics {
    const labels = [...this.#labels].filter(([, { rows }]) => rows > 0);
    return {
      rows: this.#rows,
      roles: Object.fromEntries([...this.#roles].map(([role, lengths]) => [role, lengths.result()])),
      prompt: this.#prompt.result(),
      answer: this.#answer.result(),
      turns: this.#turns.statistics(),
      prompts: this.#prompts.result(),
      answers: this.#answers.result(),
      distinctAnswers: this.#distinctAnswers.result(),
      labelBalance: this.#labels.size === 0 ? null : labelBalance(new Map(labels.map(([label, { rows }]) => [label, rows]))),
      duplicateShare: this.#rows === 0 ? 0 : Math.max(0, 1 - this.#distinctRows.result().count / this.#rows),
      syntheticShare: this.#rows === 0 ? 0 : this.#synthetic / this.#rows,
      tokensPerEpoch: this.#tokens,
      splits: Object.fromEntries([...this.#splits].map(([split, part]) => [split, part.result()])),
      byLabel: Object.fromEntries(labels.map(([label, { part }]) => [label, part.result()])),
    };
  }

  #addPrompt({ id, messages }: CheckedRow, words: number, tokens: RowTokens | null): void {
    const prompt = messages.slice(0, -1);
    const characters = prompt.reduce((sum, { content }) => sum + content.length, 0);
    const counted = tokens === null ? null : tokens.contents.slice(0, -1).reduce((sum, count) => sum + count, 0);
    this.#prompt.add(words, characters, counted);
    this.#prompts.add(id, prompt.map(({ content }) => content).join('\n'));
  }

  /** Row ids are SHA-256 already. */
  #addHashes({ id }: CheckedRow, answer: string): void {
    this.#distinctRows.add(Number.parseInt(id.slice(0, 8), 16), Number.parseInt(id.slice(8, 16), 16));
    const digest = hash('sha256', answer, 'buffer');
    this.#distinctAnswers.add(digest.readUInt32LE(0), digest.readUInt32LE(4));
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
