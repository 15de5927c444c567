import type { Kappa } from '../../contracts/review.ts';
import { wilsonInterval } from '../wilson.ts';

/** 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;
/** Fewer judgements are too few for an interval that is made for large samples. */
const leastForInterval = 10;

/**
 * Cohen's kappa (1960) of two series of judgements on the same things: (po − pe) ÷ (1 − pe), with the large-sample 95 %
 * interval of Fleiss, Cohen and Everitt (1969), cut off at ±1; where both agree throughout, and that would claim
 * certainty, Wilson's interval of the agreement, less chance. No interval of fewer than 10 judgements, or where one of the
 * two said one thing throughout. No value where nothing was judged by both, or where both said one and the same thing
 * throughout: then agreement cannot be told from habit.
 */
export function cohensKappa(pairs: readonly (readonly [string, string])[]): Kappa {
  const n = pairs.length;
  if (n === 0) return { value: null, low: null, high: null, observed: null, n, reason: 'nothing was judged by both' };
  const shares = sharesOf(pairs);
  const { observed, expected } = shares;
  if (1 - expected < 1e-12) return { value: null, low: null, high: null, observed, n, reason: 'both said one thing throughout' };
  const value = (observed - expected) / (1 - expected);
  const constant = [shares.first, shares.second].some((side) => side.some((share) => share === 1));
  if (n < leastForInterval || constant)
    return {
      value,
      low: null,
      high: null,
      observed,
      n,
      reason: constant ? 'one of the two said one thing throughout' : 'too few for an interval',
    };
  if (value === 1) return { value, low: (wilsonInterval(n, n).low - expected) / (1 - expected), high: 1, observed, n, reason: null };
  const half = z * Math.sqrt(Math.max(0, varianceOf(shares, value)) / n);
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half), observed, n, reason: null };
}

interface Shares {
  /** Share of pairs in each cell, first judge × second judge. */
  cells: number[][];
  first: number[];
  second: number[];
  observed: number;
  expected: number;
}

function sharesOf(pairs: readonly (readonly [string, string])[]): Shares {
  const names = [...new Set(pairs.flat())];
  const cells = names.map((one) => names.map((other) => pairs.filter(([a, b]) => a === one && b === other).length / pairs.length));
  const first = cells.map(sum);
  const second = names.map((_, column) => sum(cells.map((row) => row[column] ?? 0)));
  const observed = sum(cells.map((row, index) => row[index] ?? 0));
  return { cells, first, second, observed, expected: sum(first.map((share, index) => share * (second[index] ?? 0))) };
}

/** n times the variance of kappa: Fleiss, Cohen and Everitt 1969, formula 13. */
function varianceOf({ cells, first, second, expected }: Shares, kappa: number): number {
  let agreeing = 0;
  let differing = 0;
  cells.forEach((row, i) => {
    row.forEach((share, j) => {
      if (i === j) agreeing += share * (1 - ((first[i] ?? 0) + (second[i] ?? 0)) * (1 - kappa)) ** 2;
      else differing += share * ((second[i] ?? 0) + (first[j] ?? 0)) ** 2;
    });
  });
  const rest = kappa - expected * (1 - kappa);
  return (agreeing + (1 - kappa) ** 2 * differing - rest ** 2) / (1 - expected) ** 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
