import { createHash } from 'node:crypto';
import type { AnswerKind } from '../contracts/dataset.ts';
import type { Message, Row } from '../contracts/row.ts';
import { parseJsonObject } from './json-answer.ts';

export interface FewShotRequest {
  train: Iterable<Row>;
  answers: AnswerKind;
  count: number;
  seed: number;
}

/**
 * Examples for a few-shot prompt: train rows in an order that the seed and the rows' ids decide (so that added rows
 * change little), of as many kinds as there are: distinct labels, or distinct values of the first JSON field.
 */
export function chooseExamples({ train, answers, count, seed }: FewShotRequest): Row[] {
  const waiting = new Map<string, Row[]>();
  for (const row of inSeededOrder(train, seed)) {
    const kind = kindOf(row, answers);
    waiting.set(kind, [...(waiting.get(kind) ?? []), row]);
  }
  const chosen: Row[] = [];
  for (let round = 0; chosen.length < count; round++) {
    const inRound = [...waiting.values()].flatMap((rows) => rows[round] ?? []);
    if (inRound.length === 0) break;
    chosen.push(...inRound.slice(0, count - chosen.length));
  }
  return chosen;
}

/** Rows of one kind should not fill a prompt: the label, or the value of the first JSON field ("clause": "payment"). */
function kindOf(row: Row, answers: AnswerKind): string {
  const answer = answerOf(row);
  if (answers === 'labels') return answer.trim();
  if (answers === 'text') return row.id;
  const [first] = Object.values(parseJsonObject(answer) ?? {});
  return JSON.stringify(first) ?? '';
}

function inSeededOrder(rows: Iterable<Row>, seed: number): Row[] {
  return Array.from(rows, (row) => ({ row, rank: createHash('sha256').update(`few-shot ${seed} ${row.id}`).digest('hex') }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .map(({ row }) => row);
}

/** The answer of a row: its last message. */
export function answerOf(row: Row): string {
  return row.messages.at(-1)?.content ?? '';
}

/**
 * What a model is asked for a row: its messages without the answer. In chat, examples stand as earlier turns between
 * the question's own system message and its other messages (the examples' system messages are left out). A completion
 * is one text: examples and question parted by blank lines.
 */
export function promptOf(row: Row, examples: readonly Row[], format: 'chat' | 'completion'): Message[] {
  const question = row.messages.slice(0, -1);
  if (examples.length === 0) return question;
  if (format === 'completion')
    return [{ role: 'user', content: [...examples.map((example) => textOf(example.messages)), textOf(question)].join('\n\n') }];
  const system = question.filter(isInstruction);
  const turns = examples.flatMap((example) => example.messages.filter((message) => !isInstruction(message)));
  return [...system, ...turns, ...question.filter((message) => !isInstruction(message))];
}

function isInstruction(message: Message): boolean {
  return message.role === 'system' || message.role === 'developer';
}

function textOf(messages: readonly Message[]): string {
  return messages.map((message) => message.content).join('');
}
