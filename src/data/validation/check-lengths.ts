import type { AnswerKind } from '../../contracts/dataset.ts';
import type { ValidationSpec } from '../../contracts/validation-spec.ts';
import { answerOf, promptOf } from '../canonical-row.ts';
import { countWords } from '../count-words.ts';
import { contentField, type CheckedRow, type Problem } from './checked-row.ts';

/** Words of all messages of the prompt. */
export function wordsOfPrompt(row: Pick<CheckedRow, 'messages'>): number {
  return promptOf(row).reduce((sum, message) => sum + countWords(message.content), 0);
}

/** Words of what was asked: instructions of system and developer messages, however long, are no question. */
function wordsAsked(row: CheckedRow): number {
  return wordsOfPrompt({ messages: row.messages.filter(({ role }) => role !== 'system' && role !== 'developer') });
}

/** Least lengths in words. They hold for text only: a label is a whole answer. */
export function checkShortWords(row: CheckedRow, answers: AnswerKind, limits: ValidationSpec['tooShort']): Problem[] {
  if (answers !== 'text' || (row.messages.at(-1)?.tool_calls ?? []).length > 0) return [];
  const problems: Problem[] = [];
  const prompt = wordsAsked(row);
  if (prompt < limits.promptWords)
    problems.push(
      short(
        `the prompt has ${prompt} ${prompt === 1 ? 'word' : 'words'} without instructions; text needs ${limits.promptWords} (validation.tooShort.promptWords)`,
      ),
    );
  const answer = countWords(answerOf(row));
  if (answer < limits.answerWords)
    problems.push(
      short(
        `the answer has ${answer} ${answer === 1 ? 'word' : 'words'}; text needs ${limits.answerWords} (validation.tooShort.answerWords)`,
        contentField(row.messages.length - 1),
      ),
    );
  return problems;
}

/** Most words. `cuttable`: a shorter prompt would settle it. */
export function checkLongWords(row: CheckedRow, limits: ValidationSpec['tooLong']): (Problem & { cuttable: boolean })[] {
  const problems: (Problem & { cuttable: boolean })[] = [];
  const { promptWords, answerWords } = limits;
  // A word has one UTF-16 code unit or more: shorter texts need no count.
  if (answerWords !== null && answerOf(row).length > answerWords) {
    const answer = countWords(answerOf(row));
    if (answer > answerWords)
      problems.push({
        ...long(`the answer has ${answer} words; at most ${answerWords} are allowed (validation.tooLong.answerWords)`),
        field: contentField(row.messages.length - 1),
        cuttable: false,
      });
  }
  if (promptWords !== null && promptOf(row).reduce((sum, { content }) => sum + content.length, 0) > promptWords) {
    const prompt = wordsOfPrompt(row);
    if (prompt > promptWords)
      problems.push({
        ...long(`the prompt has ${prompt} words; at most ${promptWords} are allowed (validation.tooLong.promptWords)`),
        cuttable: true,
      });
  }
  return problems;
}

function short(message: string, field?: string): Problem {
  return { check: 'tooShort', rule: 'too-short', message, ...(field === undefined ? {} : { field }) };
}

function long(message: string): Problem {
  return { check: 'tooLong', rule: 'too-long', message };
}
