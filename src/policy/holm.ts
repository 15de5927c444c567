/**
 * Holm's step-down adjustment (Holm 1979) of p values of one family, in their order: what is at most α is shown at a
 * family-wise error of α, whatever the tests have to do with each other. NaN stays NaN and counts as a test.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).toSorted((one, other) => rankOf(pValues[one]) - rankOf(pValues[other]));
  const adjusted = pValues.map(() => Number.NaN);
  let least = 0;
  order.forEach((index, rank) => {
    const value = pValues[index] ?? Number.NaN;
    if (Number.isNaN(value)) return;
    least = Math.max(least, Math.min(1, value * (pValues.length - rank)));
    adjusted[index] = least;
  });
  return adjusted;
}

function rankOf(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

/** One-sided p values of a gate "not worse by more than a margin". */
export interface MarginPValues {
  /** Of "worse by the margin or more": small where the gate passes. */
  pass: number;
  /** Of "worse by the margin at most": small where the gate fails. */
  fail: number;
}

/**
 * The p values that belong to intervals: the largest one-sided confidence at which a bound still lies on one side of
 * −margin. They agree with verdicts: p ≤ 0.05 exactly where the bounds of the 90 % interval decide.
 */
export function marginPValues(intervalAt: (confidence: number) => { low: number; high: number }, margin: number): MarginPValues {
  return {
    pass: smallestAlpha((alpha) => intervalAt(1 - 2 * alpha).low > -margin),
    fail: smallestAlpha((alpha) => intervalAt(1 - 2 * alpha).high < -margin),
  };
}

/** The claim is decided from some α on; at α → ½ the interval shrinks to the estimate. 1 where even that does not decide. */
function smallestAlpha(decides: (alpha: number) => boolean): number {
  let [low, high] = [1e-9, 0.5 - 1e-6];
  if (!decides(high)) return 1;
  if (decides(low)) return low;
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (decides(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * Verdicts of several gates that decide together. One failed gate rejects, so that each further gate is a further chance
 * to reject by bad luck: failures are adjusted by Holm. All must pass to accept, so that passes need no adjustment: a
 * bad model gets through only if its worst gate errs (intersection–union test, Berger 1982).
 */
export function familyVerdicts(gates: readonly MarginPValues[], alpha = 0.05): ('pass' | 'fail' | 'inconclusive')[] {
  const failures = holm(gates.map(({ fail }) => fail));
  return gates.map(({ pass }, index) => {
    if (pass <= alpha) return 'pass';
    return (failures[index] ?? 1) <= alpha ? 'fail' : 'inconclusive';
  });
}
