import type { ValidationSpec } from '../../contracts/validation-spec.ts';
import { answerOf, promptOf } from '../canonical-row.ts';
import { contentField, type CheckedMessage, type CheckedRow, type Problem } from './checked-row.ts';
import type { TokenCounter } from './token-counter.ts';

/**
 * Whether messages have at most `limit` tokens as a chat. Counts only where bounds do not settle it: no text has more
 * tokens than `mostTokens` says and none has fewer than `leastTokens`.
 */
export function fits(messages: readonly CheckedMessage[], limit: number, counter: TokenCounter): boolean {
  const overhead = counter.chatOverhead + messages.length * counter.messageOverhead;
  if (messages.reduce((sum, { content }) => sum + counter.mostTokens(content), overhead) <= limit) return true;
  if (messages.reduce((sum, { content }) => sum + counter.leastTokens(content), 0) > limit) return false;
  return counter.chat(messages) <= limit;
}

/** Most tokens of the whole row and of its parts. `limit`: of the whole row, from the spec or the base model; null = none. */
export function checkManyTokens(
  row: CheckedRow,
  limits: ValidationSpec['tooManyTokens'],
  limit: number | null,
  counter: TokenCounter,
): (Problem & { cuttable: boolean })[] {
  const problems: (Problem & { cuttable: boolean })[] = [];
  const answer = answerOf(row);
  if (limits.answerTokens !== null && !textFits(answer, limits.answerTokens, counter))
    problems.push({
      ...many(`the answer has more than ${limits.answerTokens} tokens (validation.tooManyTokens.answerTokens)`),
      field: contentField(row.messages.length - 1),
      cuttable: false,
    });
  if (limits.promptTokens !== null && !fits(promptOf(row), limits.promptTokens, counter))
    problems.push({
      ...many(`the prompt has more than ${limits.promptTokens} tokens (validation.tooManyTokens.promptTokens)`),
      cuttable: true,
    });
  if (limit !== null && !fits(row.messages, limit, counter))
    problems.push({ ...many(`prompt and answer have more than ${limit} tokens (validation.tooManyTokens.rowTokens)`), cuttable: true });
  return problems;
}

/** Least tokens of prompt and answer. A text of n code units with no white space at the ends has at least one token. */
export function checkFewTokens(row: CheckedRow, limits: ValidationSpec['tooShort'], counter: TokenCounter): Problem[] {
  const problems: Problem[] = [];
  const prompt = limits.promptTokens === 0 ? null : counter.chat(promptOf(row));
  if (prompt !== null && prompt < limits.promptTokens)
    problems.push(few(`the prompt has ${prompt} tokens; ${limits.promptTokens} are needed (validation.tooShort.promptTokens)`));
  const answer = limits.answerTokens === 0 ? null : counter.text(answerOf(row));
  if (answer !== null && answer < limits.answerTokens)
    problems.push(few(`the answer has ${answer} tokens; ${limits.answerTokens} are needed (validation.tooShort.answerTokens)`));
  return problems;
}

function textFits(text: string, limit: number, counter: TokenCounter): boolean {
  return counter.mostTokens(text) <= limit || (counter.leastTokens(text) <= limit && counter.text(text) <= limit);
}

function many(message: string): Problem {
  return { check: 'tooManyTokens', rule: 'too-many-tokens', message };
}

function few(message: string): Problem {
  return { check: 'tooShort', rule: 'too-short', message };
}
