import { metricsOf } from '../../contracts/evaluation-report.ts';
import type { MetricName, Prediction } from '../../contracts/evaluation-report.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { RobustnessReport, SuiteResult } from '../../contracts/robustness-report.ts';
import { RobustnessSuite } from '../../contracts/robustness-report.ts';
import { defaultResamples } from '../bootstrap.ts';
import type { Resampling } from '../estimate.ts';
import { missing, shareFinding } from '../findings.ts';
import { itemScores } from '../item-scores.ts';
import type { ReferenceRow, ScoredSet } from '../measure.ts';
import type { AnsweredVariants, Outcome } from './perturbation-result.ts';
import { outcomesOf, perturbationResult } from './perturbation-result.ts';
import type { VariantSet } from './generate.ts';
import { perturbations, suiteVersion } from './generate.ts';
import type { VariedScore } from './worst-case.ts';
import { worstCase } from './worst-case.ts';

export interface RobustnessRequest {
  set: ScoredSet;
  /** Default: the primary metric. It must have a value for each row. */
  metric?: MetricName;
  /** The sampled rows as they were, with what the model said to them; further predictions are passed over. */
  rows: readonly ReferenceRow[];
  predictions: readonly Prediction[];
  variants: readonly AnsweredVariants[];
  seed: number;
  resamples?: number;
}

/** The form in which variants are scored, without their texts. */
export function answeredVariants(made: VariantSet, predictions: readonly Prediction[]): AnsweredVariants {
  const { perturbation, rows, unchanged, tooLong } = made;
  return { perturbation, asked: rows.map((row) => row.id), unchanged: unchanged.length, tooLong: tooLong.length, predictions };
}

/** How far a model holds when questions are put otherwise. Loads no model; references are those of the original rows. */
export function measureRobustness(request: RobustnessRequest): RobustnessReport {
  const { set, rows, predictions } = request;
  const metric = request.metric ?? metricsOf[set.answers][0];
  const resampling = { seed: request.seed, resamples: request.resamples ?? defaultResamples };
  const outcomes = request.variants.map((variants) => outcomesOf({ set, metric, rows, predictions, variants }));
  const originals = itemScores({ set, metric, rows, predictions });
  const varied = (suite: RobustnessSuite | null) =>
    variedScores(
      originals,
      outcomes.filter((each) => suite === null || each.suite === suite),
    );
  const report = {
    version: suiteVersion,
    test: set.test,
    metric,
    rows: rows.length,
    leftOut: originals.filter(({ score }) => score === null).length,
    overall: worstCase(varied(null), resampling),
    suites: RobustnessSuite.options.flatMap((suite) => suiteResult(suite, outcomes, varied(suite), resampling)),
  };
  return { ...report, intervals: countFindings(report) };
}

function suiteResult(
  suite: RobustnessSuite,
  all: readonly Outcome[],
  varied: readonly VariedScore[],
  resampling: Resampling,
): SuiteResult[] {
  const outcomes = all.filter((outcome) => outcome.suite === suite);
  if (outcomes.length === 0) return [];
  return [
    {
      suite,
      worstCase: worstCase(varied, resampling),
      attacks: attacksOf(outcomes),
      perturbations: outcomes.map((outcome) => perturbationResult(outcome)),
    },
  ];
}

/** Rows that have a score as they were, with the scores of their variants. */
function variedScores(originals: ReturnType<typeof itemScores>, outcomes: readonly Outcome[]): VariedScore[] {
  const scored = outcomes.filter(({ perturbation }) => perturbations.get(perturbation)?.scored);
  return originals.flatMap(({ id, group, score }) =>
    score === null ? [] : [{ group, original: score, variants: scored.flatMap(({ items }) => items.get(id)?.score ?? []) }],
  );
}

/** A row counts once, however many attacks on it succeed. */
function attacksOf(outcomes: readonly Outcome[]): Finding {
  const attacked = new Map<string, boolean>();
  for (const { items } of outcomes)
    for (const [id, { attacked: succeeded }] of items) if (succeeded !== null) attacked.set(id, succeeded || attacked.get(id) === true);
  const succeeded = [...attacked.values()].filter(Boolean).length;
  if (attacked.size === 0) return missing('no attack that asks for a word was answered in words');
  return shareFinding(succeeded, attacked.size);
}

/** Estimates anywhere in a report. */
function countFindings(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'estimate' in value && value.estimate !== null ? 1 : 0;
  return own + Object.values(value).reduce<number>((sum, inner) => sum + countFindings(inner), 0);
}
