import { metricsOf } from '../contracts/evaluation-report.ts';
import type { Comparison, Estimate, MetricName, Prediction } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { alignPredictions } from './align.ts';
import { bootstrapDistribution, centredPValue, defaultResamples, resampleRows, unitsOf } from './bootstrap.ts';
import type { Statistic } from './bootstrap.ts';
import { bootstrapName, estimateOf, samplingGroups } from './estimate.ts';
import type { Answered, Measure, ReferenceRow, ScoredSet } from './measure.ts';
import { measureOf, valueOf } from './measure.ts';
import { mcnemarExact } from './mcnemar.ts';
import { differenceInterval } from './statistics/difference-interval.ts';
import { expandedPercentiles } from './statistics/expanded-percentiles.ts';
import { marginPValues } from '../policy/holm.ts';
import type { Interval } from './statistics/interval.ts';
import { gating, reported } from './statistics/interval.ts';

export interface CompareRequest {
  set: ScoredSet;
  /** Default: the primary metric of the set. */
  metric?: MetricName;
  /** What "before" is, for a person. */
  against: string;
  rows: readonly ReferenceRow[];
  before: readonly Prediction[];
  after: readonly Prediction[];
  /** Of the two-sided interval whose bounds gates decide by; default 0.9. */
  confidence?: number;
  /** How much worse a gate lets it be, of metrics of which more is better: gives `pFail`. */
  margin?: number;
  seed: number;
  resamples?: number;
}

/** Two measures of the same rows. */
export interface MeasurePair {
  metric: MetricName;
  /** What "before" is, for a person. */
  against: string;
  set: Pick<ScoredSet, 'test' | 'split'>;
  before: Measure;
  after: Measure;
  /** Of the rows that both are measured on, in their order. */
  rows: readonly { group: string | null }[];
  /** Of the two-sided interval whose bounds gates decide by; default 0.9. */
  confidence?: number;
  /** How much worse a gate lets it be, of metrics of which more is better: gives `pFail`. */
  margin?: number;
  seed: number;
  resamples?: number;
}

/** Two models' answers to the same rows, compared by a metric. Throws InvalidInput where there is nothing to compare. */
export function compareModels(request: CompareRequest): Comparison {
  const { set, rows, metric = metricsOf[set.answers][0] } = request;
  const before = measured(metric, { set, rows, predictions: alignPredictions(set.test, rows, request.before) });
  const after = measured(metric, { set, rows, predictions: alignPredictions(set.test, rows, request.after) });
  return compareMeasures({ ...request, metric, before, after });
}

/**
 * Difference = after − before with its paired interval; means of values in [0, 1] as statistics/difference-interval.ts has
 * it, one number over all rows by paired bootstrap (rows, or groups of rows, are drawn once and both models are scored on
 * them). p: exact McNemar for right/wrong rows that are independent, else from the bootstrap centred on no difference.
 * Throws InvalidInput where a side has no value.
 */
export function compareMeasures(pair: MeasurePair): Comparison {
  const { metric, against, set, before, after, rows, seed, resamples = defaultResamples, confidence = gating, margin } = pair;
  const resampling = { seed, resamples };
  const groups = samplingGroups(rows);
  const difference: Statistic = (indices) => valueOf(after, indices) - valueOf(before, indices);
  const observed = difference(rows.map((_, index) => index));
  const units = groups === null ? rows.length : unitsOf(groups).length;
  const independent = groups === null ? discordant(before, after) : null;
  const samples = independent === null ? resampleRows({ n: rows.length, groups, ...resampling }) : []; // all else is exact
  const distribution = bootstrapDistribution(difference, samples);
  const bootstrapped = `paired-${bootstrapName(groups, resampling)}`;
  const intervalsAt = (level: number) =>
    pairedIntervals(before, after, groups, level) ?? bootstrapIntervals(distribution, units, bootstrapped, level);
  const paired = intervalsAt(confidence);
  return {
    metric,
    against,
    before: estimated(estimateOf(before, groups, rows.length, resampling), metric, set),
    after: estimated(estimateOf(after, groups, rows.length, resampling), metric, set),
    difference: { mean: observed, ...paired.reported, n: rows.length, method: paired.method },
    percentile5: paired.gating.low,
    percentile95: paired.gating.high,
    pValue: independent ? mcnemarExact(independent.onlyBefore, independent.onlyAfter) : centredPValue(distribution, observed),
    ...(margin === undefined ? {} : { pFail: marginPValues((level) => intervalsAt(level).gating, margin).fail }),
    test: independent ? 'mcnemar-exact' : 'paired-bootstrap',
    standardDeviation:
      groups === null && before.kind === 'mean' && after.kind === 'mean'
        ? pairedDeviation(before.values, after.values)
        : deviation(distribution) * Math.sqrt(rows.length),
  };
}

/** The interval that is reported, and the one whose bounds are the 5 % and 95 % limits of gates. */
interface PairedIntervals {
  reported: Interval;
  gating: Interval;
  method: string;
}

function pairedIntervals(
  before: Measure,
  after: Measure,
  groups: readonly (string | null)[] | null,
  confidence: number,
): PairedIntervals | null {
  if (before.kind !== 'mean' || after.kind !== 'mean') return null;
  const values = { before: before.values, after: after.values, groups };
  const [wide, narrow] = [differenceInterval(values, reported), differenceInterval(values, confidence)];
  return wide && narrow && { reported: boundsOf(wide), gating: boundsOf(narrow), method: wide.method };
}

function bootstrapIntervals(distribution: Float64Array, units: number, method: string, confidence: number): PairedIntervals {
  const at = (level: number) => expandedPercentiles(distribution, units, level);
  return { reported: at(reported), gating: at(confidence), method };
}

function boundsOf({ low, high }: Interval): Interval {
  return { low, high };
}

function measured(metric: MetricName, answered: Answered): Measure {
  const measure = measureOf(metric, answered);
  if (measure !== null && answered.rows.length > 0) return measure;
  throw nothingToCompare(metric, answered.set, answered.rows.length);
}

function estimated(estimate: Estimate | null, metric: MetricName, set: MeasurePair['set']): Estimate {
  if (estimate === null) throw nothingToCompare(metric, set, null);
  return estimate;
}

function nothingToCompare(metric: MetricName, set: MeasurePair['set'], rows: number | null): AnnealFailure {
  const why =
    rows === 0
      ? `the ${set.split} split of "${set.test}" has no rows; give the stage more rows, or a larger share of them to "${set.split}"`
      : `${metric} was not measured on the ${set.split} rows of "${set.test}"`;
  return new AnnealFailure('InvalidInput', `models cannot be compared: ${why}.`, { details: { test: set.test, split: set.split, metric } });
}

function discordant(before: Measure, after: Measure): { onlyBefore: number; onlyAfter: number } | null {
  if (before.kind !== 'mean' || after.kind !== 'mean' || !before.rightOrWrong) return null;
  const differences = before.values.map((value, index) => (after.values[index] ?? Number.NaN) - value);
  return {
    onlyBefore: differences.filter((difference) => difference < 0).length,
    onlyAfter: differences.filter((difference) => difference > 0).length,
  };
}

/** Standard deviation (n − 1) of the rows' differences; 0 of a single row. */
function pairedDeviation(before: Float64Array, after: Float64Array): number {
  return deviation(before.map((value, index) => (after[index] ?? Number.NaN) - value));
}

function deviation(values: Float64Array): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
