import { betaQuantile } from './distributions.ts';
import type { Interval } from './interval.ts';
import { upperShare } from './interval.ts';

/**
 * Wilson's score interval (Wilson 1927) of a share measured on `trials` independent trials, which may be a fraction (an
 * effective number), at `critical` standard errors. Contains the share.
 */
export function scoreInterval(share: number, trials: number, critical: number): Interval {
  const squared = critical * critical;
  const centre = (share + squared / (2 * trials)) / (1 + squared / trials);
  const half = (critical / (1 + squared / trials)) * Math.sqrt((share * (1 - share)) / trials + squared / (4 * trials * trials));
  return { low: Math.max(0, Math.min(share, centre - half)), high: Math.min(1, Math.max(share, centre + half)) };
}

/**
 * Clopper and Pearson's exact interval (1934), by quantiles of the beta distribution: covers at least `confidence` for
 * every share. `successes` and `trials` may be fractions: effective numbers, as Korn and Graubard (1998) have it.
 */
export function exactInterval(successes: number, trials: number, confidence: number): Interval {
  const upper = upperShare(confidence);
  const failures = trials - successes;
  return {
    low: successes <= 0 ? 0 : betaQuantile(1 - upper, successes, failures + 1),
    high: failures <= 0 ? 1 : betaQuantile(upper, successes + 1, failures),
  };
}
