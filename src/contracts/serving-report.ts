import { z } from 'zod';
import { Finding } from './finding.ts';

/** A quantile over requests with a distribution-free 95 % interval; `high` is null where the requests are too few to bound it. */
export const Quantile = z.strictObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  reason: z.string().nullable(),
});
export type Quantile = z.infer<typeof Quantile>;

/** p95 needs 20 values, p99 100. */
export const Quantiles = z.strictObject({ n: z.int().nonnegative(), p50: Quantile, p95: Quantile, p99: Quantile });
export type Quantiles = z.infer<typeof Quantiles>;

/** Requests that failed, by how. A request failed in one way only. */
export const RequestFailures = z.strictObject({
  http: z.record(z.string(), z.int().positive()).describe('answered with a status that is no success: status → requests'),
  connection: z.int().nonnegative().describe('refused, or lost before an answer began'),
  brokenStream: z.int().nonnegative().describe('ended early, told of an error, or was no answer at all'),
  timeout: z.int().nonnegative().describe('not whole in the time that a request has'),
});
export type RequestFailures = z.infer<typeof RequestFailures>;

/** Requests of one level of concurrency, warm-up left out. Measured at the client. */
export const LatencyReport = z.strictObject({
  requests: z.int().nonnegative(),
  invalid: z.int().nonnegative().describe('records whose times cannot be; left out of everything'),
  failures: Finding.describe('share of requests that failed'),
  failed: RequestFailures.optional().describe('the same, counted by how'),
  wallSeconds: z.number().nullable().describe('first start to last end'),
  endToEndMs: Quantiles,
  firstTokenMs: Quantiles.describe('start to first content token'),
  perOutputTokenMs: Quantiles.describe('(end − first token) ÷ (output tokens − 1), of answers of at least 2 tokens'),
  requestsPerSecond: z.number().nullable().describe('answered requests ÷ wall seconds'),
  tokensPerSecond: z.number().nullable().describe('output tokens of answered requests ÷ wall seconds'),
  goodputPerSecond: z.number().nullable().describe('answered requests within every limit ÷ wall seconds; null without limits'),
});
export type LatencyReport = z.infer<typeof LatencyReport>;

/** An endpoint under so many requests at once. */
export const LoadLevel = z.strictObject({
  concurrency: z.int().positive(),
  warmUp: z
    .strictObject({ requests: z.int().nonnegative(), failed: z.int().nonnegative() })
    .describe('made before the others, and in none of the numbers'),
  report: LatencyReport,
});
export type LoadLevel = z.infer<typeof LoadLevel>;

/** A model behind a server on the worker's machine, under load. */
export const ServedModel = z.strictObject({
  title: z.string().describe('for a person: "base", "after company"'),
  engine: z.string().describe('what answered'),
  levels: z.array(LoadLevel).nullable().describe('null where nothing was measured'),
  reason: z.string().nullable().describe('why nothing was measured, and what to do'),
});
export type ServedModel = z.infer<typeof ServedModel>;

/** Money for answers. */
export const CostReport = z.strictObject({
  currency: z.string(),
  basis: z.string().describe('which price, of which day, from where'),
  requests: z.int().nonnegative(),
  withoutUsage: z.int().nonnegative().describe('requests whose usage is not known; in none of the numbers'),
  correct: z.int().nonnegative(),
  total: z.number().nullable(),
  perRequest: Finding,
  perCorrect: Finding,
});
export type CostReport = z.infer<typeof CostReport>;

/** Requests after which a training has paid for itself. */
export const BreakEven = z.strictObject({
  against: z.string(),
  saving: Finding.describe('a request, in the currency'),
  requests: z.number().nullable(),
  low: z.number().nullable().describe('null: all savings are equal, or nothing is saved'),
  high: z.number().nullable().describe('null: the saving may be nothing, or there is no `low`'),
  reason: z.string().nullable(),
});
export type BreakEven = z.infer<typeof BreakEven>;
