import { wilsonInterval } from './wilson.ts';

interface Interval {
  low: number;
  high: number;
}

/**
 * 95 % interval of the difference of two rates on the same rows, one − other, values 0 and 1: Newcombe 1998 (Statistics
 * in Medicine 17, 2635–2650), method 10: Wilson's bounds, squared and added, with the correlation of the pairs.
 */
export function pairedInterval(one: readonly number[], other: readonly number[]): Interval {
  const n = one.length;
  const count = (first: number, second: number) => one.filter((value, index) => value === first && other[index] === second).length;
  const [both, onlyOne, onlyOther] = [count(1, 1), count(1, 0), count(0, 1)];
  const neither = n - both - onlyOne - onlyOther;
  const [p1, p2] = [(both + onlyOne) / n, (both + onlyOther) / n];
  const correlation = correlationOf(both, onlyOne, onlyOther, neither);
  return squareAndAdd(p1, wilsonInterval(p1 * n, n), p2, wilsonInterval(p2 * n, n), correlation);
}

/** The same of rates on different rows: Newcombe 1998 (Statistics in Medicine 17, 873–890), method 10. */
export function unpairedInterval(one: { successes: number; n: number }, other: { successes: number; n: number }): Interval {
  const bounds = ({ successes, n }: { successes: number; n: number }) => wilsonInterval(successes, n);
  return squareAndAdd(one.successes / one.n, bounds(one), other.successes / other.n, bounds(other), 0);
}

/** φ of the fourfold table with the continuity correction of the paper; 0 where a margin is empty. */
function correlationOf(both: number, onlyOne: number, onlyOther: number, neither: number): number {
  const margins = (both + onlyOne) * (onlyOther + neither) * (both + onlyOther) * (onlyOne + neither);
  if (margins === 0) return 0;
  const product = both * neither - onlyOne * onlyOther;
  const half = (both + onlyOne + onlyOther + neither) / 2;
  return (product > 0 ? Math.max(0, product - half) : product) / Math.sqrt(margins);
}

function squareAndAdd(p1: number, of1: Interval, p2: number, of2: Interval, correlation: number): Interval {
  const side = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * correlation * a * b + b * b));
  return {
    low: Math.max(-1, p1 - p2 - side(p1 - of1.low, of2.high - p2)),
    high: Math.min(1, p1 - p2 + side(of1.high - p1, p2 - of2.low)),
  };
}
