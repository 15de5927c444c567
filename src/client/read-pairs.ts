import type { RowsRef } from '../contracts/blob.ts';
import { Prediction, type TestScores } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { RunReport } from '../contracts/report.ts';
import { Row } from '../contracts/row.ts';
import { answerPairs, type AnswerPair } from '../evaluation/review/pairs.ts';
import { baseScores, lastAccepted, stageTeaching, testOf } from '../report/proof.ts';
import type { Blobs } from '../storage/blobs.ts';

/**
 * What base and tuned model answered to every test row of a run: the base as it is best (with examples, where it was asked
 * so), the tuned model at the end, or where no stage was accepted right after the stage's last attempt.
 * @throws AnnealFailure NotFound where the run has no such answers, or its report does not tell where its test rows are
 */
export async function readPairs(blobs: Pick<Blobs, 'readLines'>, report: RunReport): Promise<AnswerPair[]> {
  const pairs: AnswerPair[] = [];
  for (const { stage, testRows, labels } of report.data) {
    const base = baseScores(report, stage, 'fewShot') ?? baseScores(report, stage, 'zeroShot');
    const tuned = testOf(lastAccepted(report), stage) ?? testOf(stageTeaching(report, stage), stage);
    if (base === undefined || tuned === undefined) continue;
    if (testRows === undefined) throw tooOld(report.workflowId);
    pairs.push(
      ...answerPairs({
        set: { test: stage, split: 'test', answers: tuned.answers, labels: labels ?? null },
        rows: await readLines(blobs, testRows, Row.parse),
        base: await readPredictions(blobs, base),
        tuned: await readPredictions(blobs, tuned),
      }),
    );
  }
  if (pairs.length > 0) return pairs;
  throw new AnnealFailure(
    'NotFound',
    `Run "${report.workflowId}" ended before a tuned model answered test rows, so there is nothing to compare. \`anneal report ${report.workflowId}\` says what it did.`,
  );
}

function readPredictions(blobs: Pick<Blobs, 'readLines'>, { predictions }: TestScores): Promise<Prediction[]> {
  return readLines(blobs, predictions, Prediction.parse);
}

async function readLines<T>(blobs: Pick<Blobs, 'readLines'>, ref: RowsRef, parse: (line: unknown) => T): Promise<T[]> {
  const lines: T[] = [];
  for await (const line of blobs.readLines(ref)) lines.push(parse(line));
  return lines;
}

function tooOld(run: string): AnnealFailure {
  return new AnnealFailure(
    'NotFound',
    `The report of run "${run}" was written by an older version of Anneal and does not tell where its test rows are. \`anneal rerun ${run}\` writes a new one; finished steps are not done again.`,
  );
}
