import type { Finding } from '../../contracts/finding.ts';
import type { MachinePrice, ModelPrice } from '../../contracts/prices.ts';
import type { CostReport } from '../../contracts/serving-report.ts';
import type { Statistic } from '../bootstrap.ts';
import { bootstrapDistribution, defaultResamples, percentileInterval, resampleRows } from '../bootstrap.ts';
import type { Resampling } from '../estimate.ts';
import { bootstrapName } from '../estimate.ts';
import { missing } from '../findings.ts';
import { meanOf } from '../measure.ts';

/** One answered request. `correct`: null where it was not judged. */
export interface BilledRequest {
  cost: number | null;
  correct: boolean | null;
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
  const known = requests.flatMap(({ cost, correct }) => (cost === null || !Number.isFinite(cost) ? [] : [{ cost, correct }]));
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
    perRequest:
      known.length === 0
        ? missing('the usage of no request is known')
        : bootstrapped((rows) => meanOf(costs, rows), known.length, resampling),
    perCorrect: judged ? perCorrect(costs, right, resampling) : missing('not every answer was judged'),
  };
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
