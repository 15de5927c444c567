import { expect, test } from 'vitest';
import { evaluationStep } from '../../src/activities/evaluation.ts';
import type { Row } from '../../src/contracts/row.ts';
import { hashOf } from '../../src/data/canonical-json.ts';
import { chooseExamples } from '../../src/evaluation/few-shot.ts';
import { answerPrediction, labelPrediction, questionItem, scoreItem } from '../../src/evaluation/questions.ts';

/**
 * What models are asked about the rows below and what is kept of their answers, by version. When this changes, stored
 * predictions must not be used any more: raise the version in src/activities/evaluation.ts, and write the new hash here.
 */
const madeBy: Record<number, string> = {
  1: 'c90c10090d56ed546aea8171c9bc66f26cc71616562de727626f842872ae9b16',
};

const rows: Row[] = Array.from({ length: 12 }, (_, index) => ({
  id: index.toString(16).padStart(64, '0'),
  messages: [
    ...(index % 3 === 0 ? [{ role: 'system' as const, content: 'Be short.' }] : []),
    { role: 'user', content: `question ${index}` },
    { role: 'assistant', content: ['yes', 'no', '{"kind": "law"}'][index % 3]! },
  ],
  ...(index % 2 === 0 && { group: `g${index % 4}` }),
  source: { file: 'rows.jsonl', line: index + 1 },
}));

test('questions and predictions that come out otherwise for the same rows have a new version', () => {
  const made = (['labels', 'json', 'text'] as const).flatMap((answers) =>
    (['chat', 'completion'] as const).flatMap((format) =>
      [0, 3].map((count) => {
        const set = { answers, format, labels: answers === 'labels' ? ['no', 'yes'] : null };
        const questioning = { set, examples: chooseExamples({ train: rows, answers, count, seed: 1 }) };
        const reference = { logProb: -2, tokens: 3, greedy: true };
        const answered = { id: '', text: 'yes', finish: 'stop' as const, promptTokens: 7, answerTokens: 2, seconds: 0.25, reference };
        const said = rows.map((row) => {
          const values = scoreItem(row, questioning).continuations.map((text, index) => text.length + index);
          const scored = { logProbs: values.map((value) => -value), tokens: values, greedy: values.map((value) => value % 2 === 0) };
          return answers === 'labels'
            ? labelPrediction(row, set, { id: row.id, ...scored, promptTokens: 7, seconds: 0.5 })
            : answerPrediction(row, answered);
        });
        return { asked: rows.map((row) => [questionItem(row, questioning), scoreItem(row, questioning)]), said };
      }),
    ),
  );
  expect(madeBy[evaluationStep.version]).toBe(hashOf(made));
});
