import type { FinishedRun } from '../contracts/finished-run.ts';
import { Prediction, type PromptStyle, type TestScores } from '../contracts/evaluation-report.ts';
import { OverallWeights } from '../contracts/overall-score.ts';
import type { RunReport } from '../contracts/report.ts';
import { Row } from '../contracts/row.ts';
import { defaultResamples } from '../evaluation/bootstrap.ts';
import type { AnsweredTest } from '../evaluation/cost/answered-test.ts';
import { runCost } from '../evaluation/cost/run-cost.ts';
import { overallParts } from '../evaluation/overall-parts.ts';
import { overallScore } from '../evaluation/overall-score.ts';
import { referenceOf } from '../evaluation/questions.ts';
import type { Blobs } from '../storage/blobs.ts';
import { readAll } from './read-all.ts';

/** What a run costs and what it comes to, from stored answers alone: no model is asked. */
export async function weighRun(blobs: Pick<Blobs, 'readLines'>, request: FinishedRun): Promise<Pick<RunReport, 'cost' | 'overall'>> {
  const { plan, stages } = request;
  const stage = stages.findLast(({ accepted }) => accepted) ?? null;
  const tests: AnsweredTest[] = [];
  for (const tuned of stage?.tests ?? []) tests.push(...(await answeredTest(blobs, tuned, request)));
  const { cost: prices = null, fairness, overall } = plan.evaluation;
  const resampling = { seed: plan.seed, resamples: defaultResamples };
  const parts = overallParts({
    stage,
    tests: tests.filter(({ set }) => stage?.teaches.includes(set.test)),
    asked: { groups: (fairness?.groups.length ?? 0) > 0, machine: prices?.machine != null },
    weights: overall?.weights ?? OverallWeights.parse({}),
    ...resampling,
  });
  const trainings = stages.flatMap(({ attempts }) => attempts.map(({ training }) => training));
  const priced = { examples: plan.evaluation.fewShot, trainings, tests: stage === null ? null : tests, ...resampling };
  return { cost: prices && runCost({ prices, ...priced }), overall: overallScore(parts) };
}

async function answeredTest(blobs: Pick<Blobs, 'readLines'>, tuned: TestScores, { data, baseline }: FinishedRun): Promise<AnsweredTest[]> {
  const part = data.find(({ stage }) => stage === tuned.test);
  if (part === undefined || tuned.split !== 'test') return [];
  const predictionsOf = ({ predictions }: TestScores) => readAll(blobs, predictions, Prediction.parse);
  const base = async (asked: PromptStyle) => {
    const scores = baseline.find(({ test, split, prompt }) => test === tuned.test && split === 'test' && prompt === asked);
    return scores === undefined ? null : predictionsOf(scores);
  };
  const { test, split, answers } = tuned;
  return [
    {
      set: { test, split, answers, labels: part.dataset.labels },
      rows: (await readAll(blobs, part.splits.test, Row.parse)).map(referenceOf),
      base: await base('zeroShot'),
      baseWithExamples: await base('fewShot'),
      tuned: await predictionsOf(tuned),
    },
  ];
}
