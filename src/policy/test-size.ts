/** Standard errors for a two-sided 5 % test with 80 % power: 1.96 + 0.84. */
const errorsForPower = 2.8;
/** Standard errors that a one-sided 5 % limit lies off. */
const errorsForLimit = 1.6448536269514722;
/** Keeps 784.0000000001 from becoming 785. */
const slack = 1e-6;

/** The smallest difference that n rows would show in four of five repetitions at 5 %: 2.8 × sd ÷ √n, sd of the paired differences. */
export function minimumDetectableEffect(standardDeviation: number, n: number): number | null {
  return n > 0 ? (errorsForPower * standardDeviation) / Math.sqrt(n) : null;
}

/** Rows that would show such a difference. null of no difference. */
export function rowsToDetect(standardDeviation: number, effect: number): number | null {
  return effect === 0 ? null : Math.ceil(((errorsForPower * standardDeviation) / Math.abs(effect)) ** 2 - slack);
}

/**
 * Standard deviation of paired differences of right-or-wrong rows: `discordance` = share of rows that only one of the two
 * models gets right, `difference` = after − before.
 */
export function discordantDeviation(discordance: number, difference: number): number {
  return Math.sqrt(Math.max(0, discordance - difference * difference));
}

/** A gate "not worse by more than `margin`" and what it must be able to tell apart. All on the metric's scale. */
export interface GateQuestion {
  margin: number;
  /** A loss that must not get through; above the margin. */
  harm: number;
  /** Of the rows' paired differences, as expected. */
  standardDeviation: number;
  /** What becomes of an inconclusive verdict. */
  onInconclusive: 'accept-if-estimate-passes' | 'accept' | 'reject' | 'ask';
  /** Variance with groups ÷ without: 1 + (rows a group − 1) × correlation within. Default 1: rows are independent. */
  designEffect?: number;
}

/**
 * Rows that a gate needs to accept a model that lost nothing, and to refuse one that lost `harm`, each at least 95 times
 * in 100. With d the measured difference and e its standard error, accepted is: by the estimate, d ≥ −margin; by
 * 'accept', all but d < −margin − 1.645 e; by 'reject' and 'ask', only d > −margin + 1.645 e. So e may be at most the
 * nearer of the two distances ÷ 1.645, or one of them ÷ 3.29. null where no number of rows is enough: a margin of 0
 * decided by the estimate (a coin's toss), a harm within the margin.
 */
export function rowsForGate({ margin, harm, standardDeviation, onInconclusive, designEffect = 1 }: GateQuestion): number | null {
  const reach = reachOf(onInconclusive, margin, harm - margin);
  if (!(reach > 0)) return null;
  return Math.max(1, Math.ceil(designEffect * ((errorsForLimit * standardDeviation) / reach) ** 2 - slack));
}

function reachOf(onInconclusive: GateQuestion['onInconclusive'], below: number, beyond: number): number {
  if (onInconclusive === 'accept-if-estimate-passes') return Math.min(below, beyond);
  return (onInconclusive === 'accept' ? beyond : below) / 2;
}
