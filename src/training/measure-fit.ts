import type { Curves, Fit, LossGap } from '../contracts/training.ts';

/** Train points that are averaged at least, so that one noisy step does not decide. */
const fewestPoints = 5;
/** Share by which validation loss must end above its best to count as risen: early stopping always ends a little above. */
const leastRise = 0.05;

/**
 * How far validation loss lies above train loss, from the curves of a finished training: at the kept step, the one with
 * the least validation loss, and at the end. Train losses are smoothed: the mean since the evaluation before, of five
 * points at least. null where nothing can be compared.
 */
export function measureFit(curves: Curves): Fit | null {
  const evaluations = evaluationsOf(curves);
  const end = evaluations.at(-1);
  if (end === undefined) return null;
  const kept = evaluations.reduce((best, each) => (each.validation < best.validation ? each : best));
  return {
    kept,
    end,
    evaluations: evaluations.length,
    rising: end.validation > kept.validation * (1 + leastRise) && end.train < kept.train,
  };
}

/** Each validation point with the smoothed train loss of its time; those before the first train point have none and are left out. */
function evaluationsOf({ train, validation }: Curves): LossGap[] {
  let since = 0;
  return validation.flatMap(({ step, loss }) => {
    const before = train.filter((point) => point.step <= step);
    const recent = before.filter((point) => point.step > since);
    since = step;
    const window = recent.length >= fewestPoints ? recent : before.slice(-fewestPoints);
    if (window.length === 0) return [];
    const mean = window.reduce((sum, point) => sum + point.loss, 0) / window.length;
    const ratio = loss / mean; // without a number where the train loss is 0, or so near to it that the division overflows
    return [{ step, train: mean, validation: loss, gap: loss - mean, ratio: Number.isFinite(ratio) ? ratio : null }];
  });
}
