import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clauseTypeNames } from '../../../examples/contract-review/clause-types.ts';
import type { ClauseType } from '../../../examples/contract-review/clause-types.ts';
import { currencies } from '../../../examples/contract-review/terms.ts';
import { buildPlainWords } from '../../../examples/multi-task/build.ts';
import { wording } from '../../../examples/multi-task/plain-rows.ts';
import { plainSentence } from '../../../examples/multi-task/plain-words.ts';
import { AnswerCensus } from '../../../src/data/answer-kind.ts';
import { countWords } from '../../../src/data/count-words.ts';
import { answerOf, goodRows, splits, textOf } from '../contract-review/files.ts';
import { example, rowsOf, tasks } from './files.ts';

const plainRows = splits.flatMap((split) => rowsOf('plain-words', split));
const count = (text: string, part: string): number => text.split(part).length - 1;

test('the task plain-words is built again byte for byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'multi-task-'));
  try {
    buildPlainWords(folder);
    for (const file of splits.map((split) => `data/plain-words/${split}.jsonl`))
      expect(readFileSync(join(folder, file)).equals(readFileSync(join(example, file)))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every task has at least 160 rows to train, 40 to validate and 100 to test', () => {
  for (const task of tasks) {
    expect(rowsOf(task, 'train').length).toBeGreaterThanOrEqual(160);
    expect(rowsOf(task, 'validation').length).toBeGreaterThanOrEqual(40);
    expect(rowsOf(task, 'test').length).toBeGreaterThanOrEqual(100);
  }
});

test('the answers of the tasks are found to be labels, JSON and text', () => {
  const kinds = tasks.map((task) => {
    const census = new AnswerCensus();
    for (const row of splits.flatMap((split) => rowsOf(task, split))) census.add(answerOf(row));
    return census.decide('auto', task).answers;
  });
  expect(kinds).toEqual(['labels', 'json', 'text']);
});

test('every file of plain-words holds each clause type equally often', () => {
  for (const split of splits) {
    const rows = rowsOf('plain-words', split);
    for (const type of clauseTypeNames)
      expect(rows.filter(({ metadata }) => metadata.clause === type)).toHaveLength(rows.length / clauseTypeNames.length);
  }
});

test('no text that a task is tested on stands in the training or validation rows of any task', () => {
  const learned = new Set(tasks.flatMap((task) => [...rowsOf(task, 'train'), ...rowsOf(task, 'validation')].map(textOf)));
  const tested = tasks.flatMap((task) => rowsOf(task, 'test').map(textOf));
  expect(tested.filter((text) => learned.has(text))).toEqual([]);
});

test('no template or family of licences stands in two splits, over all tasks together', () => {
  const groups = splits.flatMap((split) => [...new Set(tasks.flatMap((task) => rowsOf(task, split).map((row) => row.metadata.group)))]);
  expect(new Set(groups).size).toBe(groups.length);
});

test('no clause of plain-words is used twice, nor stands on a card of the contract review', () => {
  const cards = splits.flatMap((split) => [...goodRows('specific', split), ...goodRows('company', split)]);
  const texts = [...new Set(cards.map(textOf)), ...plainRows.map(textOf)];
  expect(new Set(texts).size).toBe(texts.length);
});

test('an answer follows from the type of its clause and the term in it', () => {
  for (const row of plainRows) {
    const type = row.metadata.clause as ClauseType;
    expect(answerOf(row)).toBe(plainSentence(type, { fields: fieldsOf(row.metadata.clause, textOf(row)) }));
  }
});

/** Reads the one term of a clause back from its text, not knowing how it was written. */
function fieldsOf(clause: string, text: string): Record<string, string | number> {
  const money = currencies.find(({ code, symbol, name }) => [code, symbol, name].some((way) => text.includes(way)));
  if (money !== undefined) return { amount: Number(/\d{2,3},000/.exec(text)?.[0].replace(',', '')), currency: money.code };
  const [, number, unit] = /(\d+)\)? (?:calendar |full )?(days|hours|months|years)/.exec(text) ?? [];
  if (number === undefined || unit === undefined) throw new Error(`no term in a ${clause} clause: ${text}`);
  return { [unit]: Number(number) };
}

test('every answer is one sentence of ten to fourteen words, which copies the number of its clause', () => {
  for (const row of plainRows) {
    const answer = answerOf(row);
    expect(answer).toMatch(/^[A-Z][^.]*\.$/);
    expect(countWords(answer)).toBeGreaterThanOrEqual(10);
    expect(countWords(answer)).toBeLessThanOrEqual(14);
    expect(textOf(row)).toContain(/[\d,]*\d/.exec(answer)?.[0]);
  }
});

test('the sentences of different types begin with different words, and those of one type differ in their term only', () => {
  const beginnings = clauseTypeNames.map((type) => plainSentence(type, { fields: { days: 7 } }).split(' ')[0]);
  expect(new Set(beginnings).size).toBe(clauseTypeNames.length);
  for (const type of clauseTypeNames) {
    const answers = plainRows.filter(({ metadata }) => metadata.clause === type).map(answerOf);
    const withoutTerm = answers.map((answer) =>
      answer.replace(/[\d,]*\d (?:days|hours|months|years|euros|US dollars|pounds sterling)/, '…'),
    );
    expect(new Set(withoutTerm).size).toBe(1);
    expect(count(withoutTerm[0] ?? '', '…')).toBe(1);
  }
});

test('a question is the system line, the clause and the instruction, and says nothing of the task but that', () => {
  for (const row of plainRows) {
    expect(row.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
    expect(row.messages[0]?.content).toBe(wording.system);
    expect(row.messages[1]?.content).toBe(`${textOf(row)}\n${wording.instruction}`);
  }
});
