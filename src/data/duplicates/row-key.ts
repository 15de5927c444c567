import { hash } from 'node:crypto';
import type { Message, Row } from '../../contracts/row.ts';
import { answerOf, promptOf } from '../canonical-row.ts';
import { canonicalJson } from '../canonical-json.ts';
import { isJsonObject } from '../answer-kind.ts';
import { normalisedText } from './normalise-text.ts';

/** Words of a key: 128 bits of a SHA-256, so that no two texts meet by chance or by somebody's will. */
export const keyWords = 4;

/** How an answer is compared: a name by its letters, JSON by its value, text by its words. */
export const labelAnswer = 0;
export const jsonAnswer = 1;
export const textAnswer = 2;

/** An answer of at most so many tokens says something else with every other word: it is compared as labels are. */
export const longestLabel = 5;

/** The system and developer messages of a row, and the others of its prompt. */
export function promptParts(row: Pick<Row, 'messages'>): { instructions: Message[]; asked: Message[] } {
  const prompt = promptOf(row);
  const isInstruction = ({ role }: Message) => role === 'system' || role === 'developer';
  return { instructions: prompt.filter(isInstruction), asked: prompt.filter((message) => !isInstruction(message)) };
}

/** Text under which messages are equal: their roles, and their contents in the form in which prompts are compared. Every length is told, so that no text can pass for two. */
export function messagesKey(messages: readonly Message[]): string {
  return messages.map(({ role, content }) => lengthFirst(role, normalisedText(content))).join('\n');
}

/** Kind of an answer and the text under which it is equal. @param tokens how many the answer has */
export function answerKey(row: Pick<Row, 'messages'>, tokens: number): { kind: number; key: string } {
  const answer = answerOf(row).trim();
  const json = canonicalObject(answer);
  if (json !== null) return { kind: jsonAnswer, key: lengthFirst('json', json) };
  const text = normalisedText(answer);
  return tokens <= longestLabel ? { kind: labelAnswer, key: text.replace(/[.!\u3002]{1,3}$/, '') } : { kind: textAnswer, key: text };
}

/** Writes the first 128 bits of a text's SHA-256 to four words. */
export function writeKey(text: string, out: Uint32Array, at: number): void {
  const digest = hash('sha256', text, 'buffer');
  for (let word = 0; word < keyWords; word += 1) out[at + word] = digest.readUInt32LE(word * 4);
}

function lengthFirst(name: string, text: string): string {
  return `${name} ${text.length} ${text}`;
}

/** JSON text of an object with sorted keys; `null` for what is none, and for what is nested too deep to be written. */
function canonicalObject(answer: string): string | null {
  if (!isJsonObject(answer) && !isJsonList(answer)) return null;
  try {
    return canonicalJson(JSON.parse(answer));
  } catch {
    return null;
  }
}

function isJsonList(answer: string): boolean {
  if (!answer.startsWith('[') || !answer.endsWith(']')) return false;
  try {
    JSON.parse(answer);
    return true;
  } catch {
    return false;
  }
}
