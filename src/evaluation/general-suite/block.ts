import { createHash } from 'node:crypto';
import { AnnealFailure } from '../../contracts/failure.ts';

/**
 * Questions that share their options: question i is answered by option i. Since every option is right exactly once,
 * whatever a model thinks of the options alone (their length, how common they are) earns it exactly chance.
 */
export interface Block {
  template: string;
  prefixes: string[];
  /** Each with its leading space and its full stop. */
  options: string[];
}

/** A question with its one right answer, before it is put into a block with others. */
export interface Question {
  prefix: string;
  answer: string;
}

/** Lines "a | b | c" as trimmed cells; empty lines are left out. */
export function cells(table: string): string[][] {
  return table
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

/** A column of a row; throws RangeError where the row has none, so that a slip in a table cannot become a question. */
export function cell(row: readonly string[], column: number): string {
  const value = row[column];
  if (value === undefined || value === '') throw new RangeError(`no column ${column} in "${row.join(' | ')}"`);
  return value;
}

/** Blocks written by hand: lines "prefix | answer", an empty line between blocks. `before` stands in front of every prefix. */
export function writtenBlocks(template: string, text: string, before = ''): Block[] {
  return text
    .split(/\n\s*\n/)
    .filter((part) => part.trim() !== '')
    .map((part) =>
      blockOf(
        template,
        cells(part).map((row) => ({ prefix: before + cell(row, 0), answer: cell(row, 1) })),
      ),
    );
}

/**
 * Blocks of `size` questions with different answers. Which questions meet is decided by hashes of their texts; the
 * answers with most questions left go first, so that few questions remain over. Those are left out.
 */
export function blocksOf(template: string, size: number, questions: readonly Question[]): Block[] {
  const byAnswer = new Map<string, Question[]>();
  for (const question of inHashOrder(template, questions)) {
    byAnswer.set(question.answer, [...(byAnswer.get(question.answer) ?? []), question]);
  }
  const queues = [...byAnswer.values()];
  const blocks: Block[] = [];
  for (;;) {
    const fullest = queues.filter((queue) => queue.length > 0).toSorted((a, b) => b.length - a.length);
    if (fullest.length < size) return blocks;
    blocks.push(
      blockOf(
        template,
        fullest.slice(0, size).flatMap((queue) => queue.shift() ?? []),
      ),
    );
  }
}

/** One block of these questions. Throws InvalidInput where two have one answer or one prefix. */
export function blockOf(template: string, questions: readonly Question[]): Block {
  const prefixes = questions.map(({ prefix }) => prefix);
  const options = questions.map(({ answer }) => ` ${/[.?!]$/.test(answer) ? answer : `${answer}.`}`);
  const repeats = new Set(options).size < options.length || new Set(prefixes).size < prefixes.length;
  if (questions.length < 2 || repeats) {
    throw new AnnealFailure(
      'InvalidInput',
      `general suite, template "${template}", block ${JSON.stringify(questions)}: a block holds at least two questions with different prefixes and different answers. Mend the table.`,
    );
  }
  return { template, prefixes, options };
}

/** Items in an order that looks random and never changes: by the hash of salt and content. */
export function inHashOrder<Item>(salt: string, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, key: hashOf([salt, item]) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ item }) => item);
}

/** SHA-256 of the value's JSON, hexadecimal. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** "a dog", "an apple": by the first letter, so keep words like "hour" and "uniform" out of tables. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** The text with a capital first letter. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
