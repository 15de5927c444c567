import type { Prediction, TestScores } from '../../src/contracts/evaluation-report.ts';
import type { RunReport } from '../../src/contracts/report.ts';
import type { Row } from '../../src/contracts/row.ts';
import type { Blobs } from '../../src/storage/blobs.ts';
import { prediction } from '../evaluation/answered.ts';
import { contractReviewRun } from '../fixtures/report/contract-review-run.ts';

const labels = ['law', 'payment', 'term'];

const answerAt = (test: string, index: number) =>
  test === 'general' ? (labels[index % 3] ?? '') : JSON.stringify({ clause: labels[index % 3], at: index });

function rowsOf(test: string): Row[] {
  return Array.from({ length: 12 }, (_, index) => ({
    id: (test.length * 1000 + index).toString(16).padStart(64, '0'),
    messages: [
      { role: 'user', content: `${test} question ${index}` },
      { role: 'assistant', content: answerAt(test, index) },
    ],
    source: { file: `${test}.jsonl`, line: index + 1 },
  }));
}

/** Right where `right` says so, in labels by log-likelihood and in cards by text. */
function predictionsOf(test: string, right: (index: number) => boolean): Prediction[] {
  return rowsOf(test).map(({ id }, index) => {
    if (test === 'general')
      return prediction(id, { labelLogProbs: labels.map((_, label) => (label === (right(index) ? index : index + 1) % 3 ? -0.1 : -3)) });
    return prediction(id, { answer: right(index) ? answerAt(test, index) : '{"clause":"none"}', finish: 'stop' });
  });
}

/**
 * The report of a run whose test rows and predictions are in the store: 36 rows of three tests, the base right in a quarter
 * of each and the tuned model in five sixths.
 */
export async function storedRun(blobs: Pick<Blobs, 'putLines'>): Promise<RunReport> {
  const made = contractReviewRun();
  const stored = async (scores: TestScores, right: (index: number) => boolean): Promise<TestScores> => ({
    ...scores,
    predictions: await blobs.putLines(predictionsOf(scores.test, right)),
  });
  for (const part of made.data)
    Object.assign(part, { testRows: await blobs.putLines(rowsOf(part.stage)), labels: part.stage === 'general' ? labels : null });
  made.baseline = await Promise.all(made.baseline.map((scores) => stored(scores, (index) => index % 4 === 0)));
  for (const stage of made.stages) stage.tests = await Promise.all(stage.tests.map((scores) => stored(scores, (index) => index % 6 !== 4)));
  return made;
}
