import type { AnswerKind } from '../contracts/dataset.ts';
import type { FurtherScore, Prediction } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { alignPredictions } from './align.ts';
import { defaultResamples } from './bootstrap.ts';
import { probabilitiesOf } from './calibration/brier.ts';
import type { Resampling } from './estimate.ts';
import { likeliestLabel } from './label-metrics.ts';
import type { ReferenceRow, ScoredSet } from './measure.ts';
import type { FileMetric } from './score-file/file-metric.ts';
import { readMetric } from './score-file/metric-name.ts';
import type { OwnMetrics } from './score-file/own-file-metric.ts';
import { detailOf } from './score-file/score-file.ts';
import type { ScoreDetail } from './score-file/score-file.ts';
import type { ScoreRow } from './score-file/score-row.ts';
import type { ScoreRequest } from './scores.ts';
import { comparedValue } from './text-metrics/text-metric.ts';

/** What each kind of answers is scored by in any case, beside its own metrics. */
const automatic: Record<AnswerKind, readonly string[]> = { labels: ['ece', 'brier'], json: [], text: ['chrf', 'rougeL'] };

/** Reasons that are still told one by one: scores travel through the history of a run, which must stay small. */
const mostReasons = 4;

export interface FurtherRequest extends Omit<ScoreRequest, 'prompt'> {
  /** By the names of `anneal score`. */
  metrics: readonly string[];
  own: OwnMetrics;
}

/**
 * Scores of stored predictions by the names of `anneal score`: those that suit the kind of answers, and those asked for. A
 * metric that cannot be computed is null with a reason, and never costs the others theirs. `breathe` is awaited after each
 * row: some metrics take a second for a long one.
 */
export async function furtherScores(request: FurtherRequest, breathe: () => Promise<void>): Promise<Record<string, FurtherScore>> {
  const { set, own, seed, resamples = defaultResamples } = request;
  const predictions = alignPredictions(set.test, request.rows, request.predictions);
  const rows = request.rows.map((row, index) => scoreRow(set, row, predictions[index]!));
  const scores: [string, FurtherScore][] = [];
  for (const name of new Set([...automatic[set.answers], ...request.metrics])) {
    const metric = known(name, own);
    if (typeof metric !== 'string')
      for (const row of rows) {
        metric.prepare?.(row);
        await breathe();
      }
    scores.push([name, typeof metric === 'string' ? unknown(metric) : scoreOf(metric, rows, { seed, resamples })]);
  }
  return Object.fromEntries(scores);
}

function scoreOf(metric: FileMetric, rows: readonly ScoreRow[], resampling: Resampling): FurtherScore {
  const measured = metric.measure(rows);
  const detail = detailOf(rows, { metric, measured }, resampling);
  const { better, scale, signature, reason, n, low, high, method, leftOut } = detail;
  const mean = measured.corpus === null ? null : comparedValue(measured.corpus);
  const estimate = mean === null || low === null || high === null || method === null ? null : { mean, low, high, n, method };
  return { estimate, better, scale, signature, reason: estimate === null ? reason : null, leftOut: fewReasons(leftOut) };
}

function unknown(reason: string): FurtherScore {
  return { estimate: null, better: 'higher', scale: 1, signature: null, reason, leftOut: {} };
}

/** The metric, or why there is none: a worker without a module scores all the rest. */
function known(name: string, own: OwnMetrics): FileMetric | string {
  try {
    return readMetric(name, own).metric;
  } catch (error) {
    if (error instanceof AnnealFailure) return error.message;
    throw error;
  }
}

function fewReasons(leftOut: ScoreDetail['leftOut']): FurtherScore['leftOut'] {
  const sorted = Object.entries(leftOut).toSorted(([, one], [, other]) => other - one);
  const rest = sorted.slice(mostReasons).reduce((sum, [, count]) => sum + count, 0);
  return { ...Object.fromEntries(sorted.slice(0, mostReasons)), ...(rest > 0 && { 'other reasons': rest }) };
}

/** A row of a run as `anneal score` sees one. What was said of labels is the likeliest, and its probability among them. */
function scoreRow({ answers, labels }: ScoredSet, { id, group, answer, row }: ReferenceRow, said: Prediction): ScoreRow {
  const scored = said.labelLogProbs === null ? null : probabilitiesOf(said.labelLogProbs);
  return {
    id,
    group,
    prediction: said.answer ?? (said.labelLogProbs === null ? null : likeliestLabel(said.labelLogProbs, labels ?? [])),
    references: [answer],
    label: answers === 'labels' ? answer.trim() : null,
    probability: scored === null ? null : Math.max(...scored),
    fields: row ?? { id, group },
  };
}
