import type { ImpactRatio } from '../../contracts/fairness-report.ts';
import type { Statistic } from '../bootstrap.ts';
import { bootstrapDistribution, percentileInterval, resampleRows } from '../bootstrap.ts';
import type { Resampling } from '../estimate.ts';
import { samplingGroups } from '../estimate.ts';
import { fisherExact } from './fisher.ts';

/** Four fifths: below it a difference in rates is commonly taken as a sign of adverse impact (US EEOC guidelines, 29 CFR 1607.4 D). */
export const impactAlarm = 0.8;
const significance = 0.05;

/** The outcomes of one group's rows. */
export interface GroupOutcomes {
  value: string;
  outcomes: readonly { favourable: boolean; group: string | null }[];
}

/**
 * Lowest rate of a favourable outcome ÷ highest, among groups of at least `leastRows` rows. Below 0.8 the verdict is `fail`
 * where Fisher's exact test, times the number of pairs to choose from, is below 0.05 (rows that come in groups are not
 * independent: there the whole interval must lie below 0.8), else `inconclusive`.
 */
export function impactRatio(groups: readonly GroupOutcomes[], leastRows: number, resampling: Resampling): ImpactRatio {
  const large = groups.filter(({ outcomes }) => outcomes.length >= leastRows);
  const tooSmall = groups.filter(({ outcomes }) => outcomes.length < leastRows).map(({ value }) => value);
  const ordered = large.map((group) => ({ ...group, ...counted(group) })).toSorted((one, other) => one.rate - other.rate);
  const [lowest, highest] = [ordered[0], ordered.at(-1)];
  if (lowest === undefined || highest === undefined || ordered.length < 2)
    return nothing(
      `it takes two groups of at least ${leastRows} rows; there ${large.length === 1 ? 'is 1' : `are ${large.length}`}`,
      tooSmall,
    );
  if (highest.favourable === 0) return nothing('no group has a favourable outcome', tooSmall);
  const ratio = lowest.rate / highest.rate;
  const rows = [...lowest.outcomes.map((row) => ({ ...row, low: true })), ...highest.outcomes.map((row) => ({ ...row, low: false }))];
  const clusters = samplingGroups(rows);
  const distribution = bootstrapDistribution(ratioOf(rows), resampleRows({ n: rows.length, groups: clusters, ...resampling }));
  const interval = percentileInterval(distribution);
  const choices = (ordered.length * (ordered.length - 1)) / 2;
  const pValue = clusters === null ? Math.min(1, choices * fisherExact(lowest.favourable, lowest.n, highest.favourable, highest.n)) : null;
  const proven = pValue === null ? interval.high < impactAlarm : pValue < significance;
  const named = ({ value, favourable, n }: typeof lowest) => ({ value, favourable, n });
  return {
    ratio,
    ...interval,
    highest: named(highest),
    lowest: named(lowest),
    pValue,
    verdict: ratio >= impactAlarm ? 'pass' : proven ? 'fail' : 'inconclusive',
    reason: null,
    tooSmall,
  };
}

function counted({ outcomes }: GroupOutcomes): { favourable: number; n: number; rate: number } {
  const favourable = outcomes.filter((outcome) => outcome.favourable).length;
  return { favourable, n: outcomes.length, rate: favourable / outcomes.length };
}

function ratioOf(rows: readonly { favourable: boolean; low: boolean }[]): Statistic {
  return (indices) => {
    const [n, favourable] = [
      [0, 0],
      [0, 0],
    ];
    for (let position = 0; position < indices.length; position++) {
      const row = rows[indices[position] ?? -1];
      const side = row?.low ? 0 : 1;
      n[side] = (n[side] ?? 0) + 1;
      if (row?.favourable) favourable[side] = (favourable[side] ?? 0) + 1;
    }
    const [low = 0, high = 0] = favourable.map((count, side) => count / (n[side] ?? 0));
    return high === 0 ? Number.NaN : low / high;
  };
}

function nothing(reason: string, tooSmall: string[]): ImpactRatio {
  return { ratio: null, low: null, high: null, highest: null, lowest: null, pValue: null, verdict: null, reason, tooSmall };
}
