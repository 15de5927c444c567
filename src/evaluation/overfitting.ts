import type { Curves } from '../contracts/training.ts';

/** How far validation loss lies above train loss, as valid ÷ train (Azure's fine-tuning guide): < 1.2, < 1.5, ≤ 2, above. */
export type OverfittingBand = 'healthy' | 'mild' | 'moderate' | 'severe';

export interface OverfittingOptions {
  /** Largest valid − train, in nats a token, that is no overfitting. */
  maximumGap: number;
  /** Below this gap a ratio says nothing: 0.03 ÷ 0.01 is three, and harmless. */
  leastGap: number;
  /** Share by which validation loss must end above its best before it counts as risen: early stopping always ends a little above. */
  rise: number;
  /** Evaluations without a gain that make a plateau, as early stopping counts them. */
  patience: number;
  /** A smaller fall of validation loss is no gain. */
  minimumGain: number;
  /** First evaluations that do not count for the plateau. */
  warmUp: number;
  /** Steps whose checkpoints still exist; null: all that were evaluated. */
  available: readonly number[] | null;
}

export const overfittingDefaults: OverfittingOptions = {
  maximumGap: 0.5,
  leastGap: 0.1,
  rise: 0.05,
  patience: 3,
  minimumGain: 0,
  warmUp: 1,
  available: null,
};

export interface OverfittingVerdict {
  verdict: 'pass' | 'fail' | 'inconclusive';
  /** At the end of training, as gap and ratio are; null where it cannot be told. */
  band: OverfittingBand | null;
  /** Validation loss − smoothed train loss, in nats a token. */
  gap: number | null;
  ratio: number | null;
  /** Validation loss rose from its best while train loss went on falling; null of fewer than two evaluations. */
  rising: boolean | null;
  /** The last `patience` evaluations brought no gain; null where there are too few to tell. */
  plateau: boolean | null;
  /** The step with the least validation loss among the checkpoints that exist: the one to keep. */
  bestStep: number | null;
  /** Gap and ratio there: what choosing that checkpoint is worth. */
  atBest: { gap: number; ratio: number } | null;
  /** Points that are no numbers, left out. */
  leftOut: number;
  /** Sentences for a person, the decisive ones first. */
  reasons: string[];
}

/** A validation loss with the train loss of the same time. */
interface Evaluation {
  step: number;
  validation: number;
  train: number;
}

/**
 * Whether a training overfitted, from its stored curves. Train losses are smoothed: at each evaluation, the mean of those
 * since the evaluation before, and of the last five at least. Fails on a gap above 0.5, on a severe ratio, and on
 * validation loss that rose while train loss fell; a moderate ratio is inconclusive. A plateau alone is no fault.
 */
export function judgeOverfitting(curves: Curves, options: Partial<OverfittingOptions> = {}): OverfittingVerdict {
  const settings = { ...overfittingDefaults, ...options };
  const finite = <Point extends { loss: number }>(points: readonly Point[]) => points.filter(({ loss }) => Number.isFinite(loss));
  const [train, validation] = [finite(curves.train), finite(curves.validation)];
  const leftOut = curves.train.length + curves.validation.length - train.length - validation.length;
  const evaluations = evaluationsOf(train, validation);
  const last = evaluations.at(-1);
  if (last === undefined) return nothingToJudge(curves, validation.length === 0 ? 'validation loss' : 'train loss', leftOut);
  const best = bestOf(evaluations, settings.available);
  const measured = {
    ...distance(last),
    band: bandOf(last),
    rising: risingOf(evaluations, settings),
    plateau: plateauOf(evaluations, settings),
    bestStep: best?.step ?? null,
    atBest: best === undefined ? null : distance(best),
    leftOut,
  };
  const broken = hasBrokenEnd(curves);
  const faults = [...(broken ? ['the last loss is not a number: the training broke down'] : []), ...faultsOf(measured, settings)];
  const isDoubtful = measured.band === 'moderate' && measured.gap > settings.leastGap;
  const verdict = faults.length > 0 ? 'fail' : isDoubtful || evaluations.length < 2 ? 'inconclusive' : 'pass';
  return { ...measured, verdict, reasons: [...faults, ...remarksOf(measured, evaluations, settings)] };
}

/** Each validation point with the smoothed train loss; those before the first train point have none and are left out. */
function evaluationsOf(train: Curves['train'], validation: Curves['validation']): Evaluation[] {
  const fewest = 5;
  const ordered = train.toSorted((one, other) => one.step - other.step);
  let since = Number.NEGATIVE_INFINITY;
  return validation
    .toSorted((one, other) => one.step - other.step)
    .flatMap(({ step, loss }) => {
      const before = ordered.filter((point) => point.step <= step);
      const recent = before.filter((point) => point.step > since);
      since = step;
      const window = recent.length >= fewest ? recent : before.slice(-fewest);
      return window.length === 0 ? [] : [{ step, validation: loss, train: mean(window.map((point) => point.loss)) }];
    });
}

function distance({ validation, train }: Evaluation): { gap: number; ratio: number } {
  return { gap: validation - train, ratio: validation / Math.max(train, Number.MIN_VALUE) };
}

function bandOf(evaluation: Evaluation): OverfittingBand {
  const { ratio } = distance(evaluation);
  if (ratio < 1.2) return 'healthy';
  if (ratio < 1.5) return 'mild';
  return ratio <= 2 ? 'moderate' : 'severe';
}

/** The first of the least. */
function bestOf(evaluations: readonly Evaluation[], available: readonly number[] | null): Evaluation | undefined {
  const kept = evaluations.filter(({ step }) => available === null || available.includes(step));
  return kept.reduce<Evaluation | undefined>(
    (best, each) => (best === undefined || each.validation < best.validation ? each : best),
    undefined,
  );
}

function risingOf(evaluations: readonly Evaluation[], { rise }: OverfittingOptions): boolean | null {
  const [best, last] = [bestOf(evaluations, null), evaluations.at(-1)];
  if (best === undefined || last === undefined || evaluations.length < 2) return null;
  return last.validation > best.validation * (1 + rise) && last.train < best.train;
}

/** Gains are counted as Together and transformers do: against the best so far, after the warm-up. */
function plateauOf(evaluations: readonly Evaluation[], { patience, minimumGain, warmUp }: OverfittingOptions): boolean | null {
  if (evaluations.length < patience + warmUp + 1) return null;
  let best = Number.POSITIVE_INFINITY;
  let without = 0;
  for (const { validation } of evaluations.slice(warmUp)) {
    without = validation < best - minimumGain ? 0 : without + 1;
    best = Math.min(best, validation);
  }
  return without >= patience;
}

type Measured = Pick<OverfittingVerdict, 'rising' | 'plateau' | 'bestStep' | 'atBest'> & {
  gap: number;
  ratio: number;
  band: OverfittingBand;
};

function faultsOf({ gap, ratio, band, rising }: Measured, { maximumGap, leastGap, rise }: OverfittingOptions): string[] {
  const faults: string[] = [];
  if (gap > maximumGap) faults.push(`validation loss ends ${round(gap)} above train loss; at most ${maximumGap} is allowed`);
  if (band === 'severe' && gap > leastGap)
    faults.push(`validation loss ends at ${round(ratio)} times train loss; above 2 is severe overfitting`);
  if (rising === true) faults.push(`validation loss rose more than ${round(rise * 100)} % above its best while train loss went on falling`);
  return faults;
}

function remarksOf(
  { band, ratio, gap, plateau, bestStep, atBest }: Measured,
  evaluations: readonly Evaluation[],
  { leastGap, patience }: OverfittingOptions,
): string[] {
  const remarks: string[] = [];
  const last = evaluations.at(-1);
  if (evaluations.length < 2) remarks.push('a single evaluation shows no course: evaluate more often during training');
  if (band === 'moderate' && gap > leastGap)
    remarks.push(`validation loss ends at ${round(ratio)} times train loss: moderate, between 1.5 and 2`);
  if (band !== 'healthy' && gap <= leastGap)
    remarks.push(`the ratio of ${round(ratio)} does not count, since the gap is only ${round(gap)}`);
  if (plateau === true) remarks.push(`no gain in the last ${patience} evaluations: more training would not help`);
  if (bestStep !== null && atBest !== null && last !== undefined && bestStep !== last.step)
    remarks.push(`step ${bestStep} has the least validation loss, with a gap of ${round(atBest.gap)}: keep that checkpoint`);
  return remarks;
}

function nothingToJudge(curves: Curves, lacking: string, leftOut: number): OverfittingVerdict {
  const broken = hasBrokenEnd(curves);
  return {
    verdict: broken ? 'fail' : 'inconclusive',
    band: null,
    gap: null,
    ratio: null,
    rising: null,
    plateau: null,
    bestStep: null,
    atBest: null,
    leftOut,
    reasons: [
      broken ? 'the last loss is not a number: the training broke down' : `no ${lacking} was recorded, so there is nothing to judge`,
    ],
  };
}

function hasBrokenEnd({ train, validation }: Curves): boolean {
  return [train.at(-1), validation.at(-1)].some((point) => point !== undefined && !Number.isFinite(point.loss));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function round(value: number): string {
  return String(Number(value.toFixed(3)));
}
