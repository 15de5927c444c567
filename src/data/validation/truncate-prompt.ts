import { promptOf } from '../canonical-row.ts';
import { countWords, startOfWord } from '../count-words.ts';
import type { CheckedMessage, CheckedRow } from './checked-row.ts';

/**
 * The row with the longest prompt that passes `fits`, or null where none does. System and developer messages stay whole,
 * and so does the answer. Of the rest, `keep: end` leaves the last words and removes from the first message on;
 * `keep: start` leaves the first words. Messages that nothing is left of go; cuts are at borders of words. A prompt with
 * tool calls is not cut, since half a call is none.
 * @param fits must hold for every prompt that is shorter than one for which it holds
 */
export function truncatePrompt<R extends CheckedRow>(
  row: R,
  keep: 'end' | 'start',
  fits: (messages: CheckedMessage[]) => boolean,
): R | null {
  const prompt = promptOf(row) as CheckedMessage[];
  if (prompt.some((message) => message.role === 'tool' || message.tool_calls !== undefined)) return null;
  const words = prompt.reduce((sum, message) => sum + (isInstruction(message) ? 0 : countWords(message.content)), 0);
  const answer = row.messages.at(-1)!;
  const cut = (count: number) => [...keepWords(prompt, count, keep), answer];
  let [low, high] = [0, words]; // `low` words are known to fit, `high` are not
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(cut(middle))) low = middle;
    else high = middle;
  }
  if (low === 0) return null;
  return { ...row, messages: cut(low) };
}

/** The prompt with so many words outside of instructions. */
function keepWords(prompt: readonly CheckedMessage[], count: number, keep: 'end' | 'start'): CheckedMessage[] {
  const ordered = keep === 'end' ? prompt.toReversed() : prompt;
  const kept: CheckedMessage[] = [];
  let left = count;
  for (const message of ordered) {
    if (isInstruction(message)) {
      kept.push(message);
      continue;
    }
    if (left === 0) continue;
    const words = countWords(message.content);
    const content =
      words <= left ? message.content : keep === 'end' ? lastWords(message.content, words - left) : firstWords(message.content, left);
    left -= Math.min(words, left);
    if (content !== '') kept.push({ ...message, content });
  }
  return keep === 'end' ? kept.toReversed() : kept;
}

/** The text up to the end of its nth word. */
function firstWords(text: string, count: number): string {
  return text.slice(0, startOfWord(text, count)).trimEnd();
}

/** The text behind its nth word. */
function lastWords(text: string, skipped: number): string {
  return text.slice(startOfWord(text, skipped)).trimStart();
}

function isInstruction({ role }: CheckedMessage): boolean {
  return role === 'system' || role === 'developer';
}
