import type { Plan } from '../contracts/plan.ts';
import type { Row } from '../contracts/row.ts';
import { isJsonObject, type AnswerDecision } from './answer-kind.ts';
import { answerOf, promptOf } from './canonical-row.ts';
import { countWords } from './count-words.ts';
import type { Refusal } from './refusal.ts';

/** Words of all messages of the prompt. */
export function promptWords(row: Row): number {
  return promptOf(row).reduce((sum, message) => sum + countWords(message.content), 0);
}

/** Checks rows against the answers' kind and the limits of length. Least lengths hold for text only: a label is a whole answer. */
export function rowValidator(decision: AnswerDecision, lengths: Plan['lengths']): (row: Row) => Refusal | null {
  const labels = decision.labels === null ? null : new Set(decision.labels);
  return (row) => {
    const answer = answerOf(row);
    if (labels !== null && !labels.has(answer))
      return { rule: 'wrong-answer', reason: `the answer is none of the ${labels.size} labels of this dataset` };
    if (decision.answers === 'json' && !isJsonObject(answer))
      return { rule: 'wrong-answer', reason: 'the answer is not one JSON object, as the answers of this dataset are' };
    return checkLengths(row, answer, decision, lengths);
  };
}

function checkLengths(row: Row, answer: string, { answers }: AnswerDecision, lengths: Plan['lengths']): Refusal | null {
  const words = promptWords(row);
  if (words > lengths.maximumPromptWords)
    return {
      rule: 'too-long',
      reason: `the prompt has ${words} words; at most ${lengths.maximumPromptWords} are allowed (lengths.maximumPromptWords)`,
    };
  if (answers !== 'text') return null;
  if (words < lengths.minimumPromptWords)
    return {
      rule: 'too-short',
      reason: `the prompt has ${words} words; text needs ${lengths.minimumPromptWords} (lengths.minimumPromptWords)`,
    };
  const answerWords = countWords(answer);
  if (answerWords >= lengths.minimumAnswerWords) return null;
  return {
    rule: 'too-short',
    reason: `the answer has ${answerWords} words; text needs ${lengths.minimumAnswerWords} (lengths.minimumAnswerWords)`,
  };
}
