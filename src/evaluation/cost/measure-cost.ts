import type { Estimate } from '../../contracts/evaluation-report.ts';
import type { Finding } from '../../contracts/finding.ts';
import type { MachinePrice, ModelPrice } from '../../contracts/prices.ts';
import type { CostReport } from '../../contracts/serving-report.ts';
import type { Statistic } from '../bootstrap.ts';
import { bootstrapDistribution, defaultResamples, percentileInterval, resampleRows } from '../bootstrap.ts';
import type { Resampling } from '../estimate.ts';
import { bootstrapName, samplingGroups } from '../estimate.ts';
import { missing, statisticFinding } from '../findings.ts';
import { meanOf } from '../measure.ts';

/** One answered request. `correct`: null where it was not judged. */
export interface BilledRequest {
  cost: number | null;
  correct: boolean | null;
  /** Requests that were timed together and share their cost; null, or left out: each by itself. */
  batch?: string | null;
}

/** Tokens as a provider reports them; `cachedInputTokens` are among the input tokens. null: it did not say. */
export interface Usage {
  inputTokens: number | null;
  cachedInputTokens?: number | null;
  outputTokens: number | null;
}

/** What one request costs at a hosted model; null where its usage is not known. */
export function requestCost({ inputTokens, cachedInputTokens, outputTokens }: Usage, price: ModelPrice): number | null {
  if (!isCount(inputTokens) || !isCount(outputTokens)) return null;
  const cached = Math.min(inputTokens, cachedInputTokens ?? 0);
  const perCached = price.cachedInputPerMillion ?? price.inputPerMillion;
  return ((inputTokens - cached) * price.inputPerMillion + cached * perCached + outputTokens * price.outputPerMillion) / 1e6;
}

/**
 * What one request costs on a machine: `seconds` of the whole machine, that is wall time ÷ requests answered in it (a
 * batch's time ÷ its size, or seconds ÷ requests under load), never a request's latency under concurrency.
 */
export function machineRequestCost(seconds: number | null, price: MachinePrice): number | null {
  return seconds === null || !(seconds >= 0) || !Number.isFinite(seconds) ? null : (seconds / 3600) * price.perHour;
}

/** What a training costs at a provider: billed tokens × epochs × price; null where it has no price. */
export function trainingCost({ trainTokens, epochs }: { trainTokens: number; epochs: number }, price: ModelPrice): number | null {
  return price.trainingPerMillion === undefined ? null : (trainTokens * epochs * price.trainingPerMillion) / 1e6;
}

/** What a training costs on a machine. */
export function machineTrainingCost(seconds: number, price: MachinePrice): number {
  return (seconds / 3600) * price.perHour;
}

/** "gpt-x: 0.15 in, 0.6 out for 1,000,000 tokens (2026-01-31, https://…)": what a number rests on. */
export function basisOf(price: ModelPrice | MachinePrice): string {
  const what =
    'model' in price
      ? `${price.model}: ${price.inputPerMillion} in, ${price.outputPerMillion} out for 1,000,000 tokens`
      : `${price.machine}: ${price.perHour} an hour`;
  return `${what} (${price.date}, ${price.source})`;
}

export interface CostRequest {
  requests: readonly BilledRequest[];
  currency: string;
  basis: string;
  seed: number;
  resamples?: number;
}

/** Cost a request and cost a right answer = total ÷ right answers, with bootstrap intervals. */
export function measureCost({ requests, currency, basis, seed, resamples = defaultResamples }: CostRequest): CostReport {
  const known = requests.flatMap(({ cost, correct, batch = null }) =>
    cost === null || !Number.isFinite(cost) ? [] : [{ cost, correct, group: batch }],
  );
  const costs = known.map(({ cost }) => cost);
  const right = known.map(({ correct }) => (correct ? 1 : 0));
  const correct = right.filter(Boolean).length;
  const judged = known.every((request) => request.correct !== null);
  const resampling = { seed, resamples };
  return {
    currency,
    basis,
    requests: requests.length,
    withoutUsage: requests.length - known.length,
    correct,
    total: known.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
    perRequest: known.length === 0 ? missing('the usage of no request is known') : meanCost(costs, samplingGroups(known), resampling),
    perCorrect: judged ? perCorrect(costs, right, resampling) : missing('not every answer was judged'),
  };
}

/** Whole batches are drawn where there are several; of one alone nothing is known of how times differ, and its method says so. */
function meanCost(costs: readonly number[], batches: readonly (string | null)[] | null, resampling: Resampling): Finding {
  const mean = (rows: ArrayLike<number>) => meanOf(costs, rows);
  const found = statisticFinding(mean, { n: costs.length, groups: batches, share: false }, resampling);
  return found.estimate !== null && isPoint(found.estimate) ? { ...found, estimate: { ...found.estimate, method: onePoint } } : found;
}

/** Method of an estimate whose values are all the same, as those of a single batch: its bounds bound nothing. */
export const onePoint = 'all-equal';

/** Whether the bounds of an interval are one number, but for rounding. */
export function isPoint({ mean, low, high }: Pick<Estimate, 'mean' | 'low' | 'high'>): boolean {
  return high - low <= 1e-9 * Math.abs(mean);
}

function perCorrect(costs: readonly number[], right: readonly number[], resampling: Resampling): Finding {
  const correct = right.filter(Boolean).length;
  if (costs.length === 0) return missing('the usage of no request is known');
  if (correct === 0) return missing(`none of ${costs.length} answers is right`);
  return bootstrapped((rows) => meanOf(costs, rows) / meanOf(right, rows), costs.length, resampling);
}

/** Resamples without a right answer cost infinitely much: where they are many, the interval has no upper bound. */
function bootstrapped(statistic: Statistic, n: number, resampling: Resampling): Finding {
  const mean = statistic(Array.from({ length: n }, (_, row) => row));
  const interval = percentileInterval(bootstrapDistribution(statistic, resampleRows({ n, groups: null, ...resampling })));
  if (!Number.isFinite(interval.high)) return missing('so few answers are right that their cost has no upper bound');
  return { estimate: { mean, ...interval, n, method: bootstrapName(null, resampling) }, reason: null };
}

function isCount(tokens: number | null): tokens is number {
  return tokens !== null && Number.isFinite(tokens) && tokens >= 0;
}
