import type { AnswerDecision } from '../answer-kind.ts';
import { isJsonObject } from '../answer-kind.ts';
import { answerOf } from '../canonical-row.ts';
import { comparableFast } from './comparable.ts';
import { contentField, type CheckedRow, type Problem } from './checked-row.ts';

/** Whether the answer is one JSON object, where the dataset's answers are. */
export function checkJsonAnswer(row: CheckedRow, { answers }: AnswerDecision): Problem[] {
  if (answers !== 'json' || isJsonObject(answerOf(row))) return [];
  return [
    {
      check: 'wrongAnswer',
      rule: 'wrong-answer',
      field: contentField(row.messages.length - 1),
      message: 'the answer is not one JSON object, as the answers of this dataset are',
    },
  ];
}

/** Whether the answer says the last question again. Labels are not judged: a prompt may be the label's own word. */
export function checkEcho(row: CheckedRow, { answers }: AnswerDecision): Problem[] {
  if (answers === 'labels') return [];
  const asked = row.messages.slice(0, -1).findLast(({ role }) => role === 'user')?.content ?? '';
  const answer = answerOf(row);
  if (
    answer === '' ||
    asked === '' ||
    beginOtherwise(asked, answer) ||
    (asked !== answer && comparableFast(asked) !== comparableFast(answer))
  )
    return [];
  return [
    {
      check: 'answerEqualsPrompt',
      rule: 'answer-equals-prompt',
      field: contentField(row.messages.length - 1),
      message: 'the answer is the question again (letter case and white space apart)',
    },
  ];
}

/** Whether a preference pair has two different answers. */
export function checkPreference(row: CheckedRow): Problem[] {
  if (row.rejected === undefined) return [];
  const rejected = row.rejected.map(({ content }) => content).join('\n');
  if (comparableFast(rejected) !== comparableFast(answerOf(row))) return [];
  return [
    {
      check: 'equalPreference',
      rule: 'equal-preference',
      message: 'the preferred answer is the rejected one (letter case and white space apart)',
    },
  ];
}

const asciiWord = /^[!-~]+(?=\s|$)/;

/** A quick test that settles nearly every row: the first words are ASCII and differ by more than case. */
function beginOtherwise(asked: string, answer: string): boolean {
  const [one, other] = [asciiWord.exec(asked.slice(0, 40)), asciiWord.exec(answer.slice(0, 40))];
  return one !== null && other !== null && one[0].toLowerCase() !== other[0].toLowerCase();
}
