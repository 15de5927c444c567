import { metricsOf } from '../contracts/evaluation-report.ts';
import type { Estimate, MetricName, Prediction, PromptStyle, TestScores } from '../contracts/evaluation-report.ts';
import { alignPredictions } from './align.ts';
import { defaultResamples } from './bootstrap.ts';
import { classDetails } from './class-details.ts';
import type { Resampling } from './estimate.ts';
import { estimateOf, samplingGroups } from './estimate.ts';
import type { Answered, ReferenceRow, ScoredSet } from './measure.ts';
import { measureOf } from './measure.ts';
import { quantile } from './quantile.ts';

/** The worst groups, enough to see where a model fails: scores travel through the history of a run, which must stay small. */
const maximumGroups = 10;
/** Fewer values say nothing about a 95th percentile. */
const leastForP95 = 20;

export interface ScoreRequest {
  set: ScoredSet;
  prompt: PromptStyle;
  rows: readonly ReferenceRow[];
  predictions: readonly Prediction[];
  seed: number;
  resamples?: number;
}

/**
 * Scores of stored predictions, all but where these lie and the further ones. Every number carries its interval; what
 * cannot be measured is null.
 */
export function scoreTestSet(request: ScoreRequest): Omit<TestScores, 'predictions' | 'further'> {
  const { set, prompt, rows } = request;
  const answered = { set, rows, predictions: alignPredictions(set.test, rows, request.predictions) };
  const resampling = { seed: request.seed, resamples: request.resamples ?? defaultResamples };
  return {
    test: set.test,
    split: set.split,
    prompt,
    answers: set.answers,
    n: rows.length,
    primary: metricsOf[set.answers][0],
    metrics: Object.fromEntries(metricsOf[set.answers].map((metric) => [metric, estimateMetric(metric, answered, resampling)])),
    groups: groupScores(answered, resampling),
    ...costs(answered.predictions),
    chance: set.answers === 'labels' && set.labels?.length ? 1 / set.labels.length : 0,
    ...(set.answers === 'labels' && set.split === 'test' && { classes: classDetails(answered) }),
  };
}

function estimateMetric(metric: MetricName, answered: Answered, resampling: Resampling): Estimate | null {
  const measure = measureOf(metric, answered);
  return measure && estimateOf(measure, samplingGroups(answered.rows), answered.rows.length, resampling);
}

/** The primary metric by group, the worst first. Within one group rows count as independent. */
function groupScores(answered: Answered, resampling: Resampling): TestScores['groups'] {
  const members = new Map<string, number[]>();
  answered.rows.forEach((row, index) => {
    if (row.group !== null) members.set(row.group, [...(members.get(row.group) ?? []), index]);
  });
  const primary = metricsOf[answered.set.answers][0];
  return [...members]
    .flatMap(([group, indices]) => {
      const estimate = estimateMetric(primary, choose(answered, indices), resampling);
      return estimate ? [{ group, estimate }] : [];
    })
    .toSorted(
      (one, other) => one.estimate.mean - other.estimate.mean || other.estimate.n - one.estimate.n || (one.group < other.group ? -1 : 1),
    )
    .slice(0, maximumGroups);
}

function choose({ set, rows, predictions }: Answered, indices: readonly number[]): Answered {
  return { set, rows: indices.flatMap((index) => rows[index] ?? []), predictions: indices.flatMap((index) => predictions[index] ?? []) };
}

function costs(
  predictions: readonly Prediction[],
): Pick<TestScores, 'medianPromptTokens' | 'medianAnswerTokens' | 'medianSecondsPerAnswer' | 'p95SecondsPerAnswer'> {
  const answerTokens = predictions.flatMap((prediction) => prediction.answerTokens ?? []);
  const seconds = predictions.map((prediction) => prediction.seconds);
  return {
    medianPromptTokens:
      predictions.length === 0
        ? 0
        : quantile(
            predictions.map((prediction) => prediction.promptTokens),
            0.5,
          ),
    medianAnswerTokens: answerTokens.length === 0 ? null : quantile(answerTokens, 0.5),
    medianSecondsPerAnswer: seconds.length === 0 ? null : quantile(seconds, 0.5),
    p95SecondsPerAnswer: seconds.length < leastForP95 ? null : quantile(seconds, 0.95),
  };
}
