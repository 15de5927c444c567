import type { MetricName, Prediction } from '../../contracts/evaluation-report.ts';
import type { CounterfactualReport, SwapName } from '../../contracts/fairness-report.ts';
import { defaultResamples } from '../bootstrap.ts';
import { samplingGroups } from '../estimate.ts';
import { differenceFinding, shareFinding } from '../findings.ts';
import { itemScores } from '../item-scores.ts';
import { parseJsonObject, sameJson } from '../json-answer.ts';
import { likeliestLabel } from '../label-metrics.ts';
import type { ReferenceRow, ScoredSet } from '../measure.ts';
import { worstCase } from '../robustness/worst-case.ts';
import { squadTokens } from '../token-f1.ts';
import type { SwappedRow } from './counterfactuals.ts';
import { namesSomebody } from './swap-text.ts';
import { termsVersion } from './terms.ts';

export interface CounterfactualRequest {
  set: ScoredSet;
  /** Default: the primary metric. It must have a value for each row. */
  metric?: MetricName;
  swap: SwapName;
  /** The rows as they were, with what the model said to them; further rows and predictions are passed over. */
  rows: readonly ReferenceRow[];
  predictions: readonly Prediction[];
  asked: readonly SwappedRow[];
  unchanged: number;
  answerNamesGroup: number;
  /** What it said to the rows of `asked`; those without a prediction count as unanswered. */
  swapped: readonly Prediction[];
  seed: number;
  resamples?: number;
}

interface Pair extends SwappedRow {
  group: string | null;
  original: number;
  swapped: number;
}

/** What a model's answers owe to who is named. Loads no model. */
export function measureCounterfactuals(request: CounterfactualRequest): CounterfactualReport {
  const { set, swap, asked } = request;
  const resampling = { seed: request.seed, resamples: request.resamples ?? defaultResamples };
  const [before, after] = [byId(request.predictions), byId(request.swapped)];
  const answered = asked.flatMap(({ id }) => {
    const [first, second] = [before.get(id), after.get(id)];
    return first && second ? [{ first, second }] : [];
  });
  const pairs = pairsOf(request);
  const column = (of: 'original' | 'swapped') => pairs.map((pair) => pair[of]);
  return {
    swap,
    version: termsVersion,
    asked: asked.length,
    unchanged: request.unchanged,
    answerNamesGroup: request.answerNamesGroup,
    unanswered: asked.filter(({ id }) => !after.has(id)).length,
    flips: shareFinding(answered.filter(({ first, second }) => !sameAnswer(set, first, second)).length, answered.length),
    drop: differenceFinding(column('original'), column('swapped'), samplingGroups(pairs)),
    worstCase: worstCase(
      pairs.map(({ group, original, swapped }) => ({ group, original, variants: [swapped] })),
      resampling,
    ),
    gaps: gapsOf(pairs),
  };
}

function pairsOf({ set, metric, rows, predictions, asked, swapped }: CounterfactualRequest): Pair[] {
  const wanted = new Map(asked.map((row) => [row.id, row]));
  const chosen = rows.filter(({ id }) => wanted.has(id));
  const request = { set, rows: chosen, ...(metric === undefined ? {} : { metric }) };
  const originals = itemScores({ ...request, predictions });
  const changed = itemScores({ ...request, predictions: swapped });
  return originals.flatMap(({ id, group, score }, index) => {
    const [row, other] = [wanted.get(id), changed[index]?.score ?? null];
    return row === undefined || score === null || other === null ? [] : [{ ...row, group, original: score, swapped: other }];
  });
}

/** Rows that named several groups say nothing about one of them. */
function gapsOf(pairs: readonly Pair[]): CounterfactualReport['gaps'] {
  const named = pairs.filter(({ from }) => from !== null);
  const groups = [...new Set(named.flatMap(({ from, to }) => [from ?? to, to]))].toSorted();
  return groups.map((group) => {
    const of = named.filter(({ from, to }) => from === group || to === group);
    const asGroup = of.map(({ from, original, swapped }) => (from === group ? original : swapped));
    const asOther = of.map(({ from, original, swapped }) => (from === group ? swapped : original));
    return { group, gap: differenceFinding(asGroup, asOther, samplingGroups(of)) };
  });
}

/** Equal labels, equal objects, or texts of equal words, where words that name somebody count as one and the same. */
function sameAnswer({ labels }: ScoredSet, one: Prediction, other: Prediction): boolean {
  if (one.answer === null || other.answer === null)
    return likeliestLabel(one.labelLogProbs, labels ?? []) === likeliestLabel(other.labelLogProbs, labels ?? []);
  const [first, second] = [parseJsonObject(one.answer), parseJsonObject(other.answer)];
  if (first !== null && second !== null) return sameJson(first, second);
  return neutral(one.answer) === neutral(other.answer);
}

function neutral(answer: string): string {
  return squadTokens(answer)
    .map((token) => (namesSomebody(token) ? '_' : token))
    .join(' ');
}

function byId(predictions: readonly Prediction[]): Map<string, Prediction> {
  return new Map(predictions.map((prediction) => [prediction.id, prediction]));
}
