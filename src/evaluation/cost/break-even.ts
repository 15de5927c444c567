import type { BreakEven } from '../../contracts/serving-report.ts';
import { bootstrapDistribution, defaultResamples, percentileInterval, resampleRows } from '../bootstrap.ts';
import type { Finding } from '../../contracts/finding.ts';
import { bootstrapName, samplingGroups, type Resampling } from '../estimate.ts';
import { missing, statisticFinding } from '../findings.ts';
import { meanOf } from '../measure.ts';
import { isPoint, onePoint } from './measure-cost.ts';

export interface BreakEvenRequest {
  /** What is paid today: "base", "gpt-x". */
  against: string;
  /** In one currency; null where it is not known. */
  trainingCost: number | null;
  /** Cost of the same requests, in one order, with each model; null where it is not known. */
  tuned: readonly (number | null)[];
  other: readonly (number | null)[];
  /** Which of them were timed together; left out: each by itself. */
  batches?: readonly (string | null)[];
  seed: number;
  resamples?: number;
}

/**
 * Requests after which a training has paid for itself: its cost ÷ the saving a request, rounded up. The interval is that of
 * the mean saving over the same requests; it has no bounds where all savings are equal. null with a reason where nothing is
 * saved; `high` is null where the interval of the saving reaches 0.
 */
export function breakEven({
  against,
  trainingCost,
  tuned,
  other,
  batches = [],
  seed,
  resamples = defaultResamples,
}: BreakEvenRequest): BreakEven {
  const savings = tuned.flatMap((cost, index) => {
    const paid = other[index] ?? null;
    return cost === null || paid === null ? [] : [{ saved: paid - cost, group: batches[index] ?? null }];
  });
  const saving = savingOf(savings, { seed, resamples });
  const nothing = (reason: string): BreakEven => ({ against, saving, requests: null, low: null, high: null, reason });
  if (saving.estimate === null) return nothing('no request’s cost is known for both');
  if (trainingCost === null) return nothing('the cost of the training is not known');
  const { mean, low, high, method } = saving.estimate;
  if (mean <= 0) return nothing(`a request saves nothing against ${against}`);
  const after = (each: number) => Math.max(0, Math.ceil(trainingCost / each - 1e-9));
  if (method === onePoint) return { against, saving, requests: after(mean), low: null, high: null, reason: null };
  return { against, saving, requests: after(mean), low: after(high), high: low > 0 ? after(low) : null, reason: null };
}

function savingOf(saved: readonly { saved: number; group: string | null }[], resampling: Resampling): Finding {
  const n = saved.length;
  if (n === 0) return missing('no request’s cost is known for both');
  const savings = saved.map((each) => each.saved);
  const groups = samplingGroups(saved); // whole batches are drawn, where there are several
  if (groups !== null) return statisticFinding((rows) => meanOf(savings, rows), { n, groups, share: false }, resampling);
  const mean = meanOf(savings, [...savings.keys()]);
  const distribution = bootstrapDistribution((rows) => meanOf(savings, rows), resampleRows({ n, groups: null, ...resampling }));
  const interval = percentileInterval(distribution);
  const method = isPoint({ mean, ...interval }) ? onePoint : `paired-${bootstrapName(null, resampling)}`;
  return { estimate: { mean, ...interval, n, method }, reason: null };
}
