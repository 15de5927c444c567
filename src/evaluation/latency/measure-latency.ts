import type { LatencyReport, RequestFailures } from '../../contracts/serving-report.ts';
import { shareFinding } from '../findings.ts';
import { quantilesOf } from './quantile-interval.ts';

/** How a request failed; a number is the status that it was answered with. */
export type RequestFailure = number | 'connection' | 'brokenStream' | 'timeout';

/** One request as its client saw it; times in milliseconds on one clock. */
export interface RequestRecord {
  startMs: number;
  /** First token with content; null where the answer did not stream, or had none. */
  firstTokenMs: number | null;
  endMs: number;
  outputTokens: number | null;
  ok: boolean;
  /** Of requests that failed, where it is known. */
  failure?: RequestFailure;
}

/** A request is good when it meets all limits that are given. */
export interface LatencyLimits {
  endToEndMs?: number;
  firstTokenMs?: number;
  perOutputTokenMs?: number;
}

/**
 * Statistics of the requests of one level of concurrency, warm-up left out. Times are those of answered requests; failed
 * ones are counted, and take part in the wall time. Records whose times cannot be (an end before the start) are counted
 * and left out.
 */
export function measureLatency(records: readonly RequestRecord[], limits?: LatencyLimits): LatencyReport {
  const valid = records.filter(isPossible);
  const answered = valid.filter(({ ok }) => ok);
  const wallSeconds = wallSecondsOf(valid);
  const perSecond = (count: number | null) => (count === null || wallSeconds === null ? null : count / wallSeconds);
  return {
    requests: valid.length,
    invalid: records.length - valid.length,
    failures: shareFinding(valid.length - answered.length, valid.length, 'no request was made'),
    ...countFailures(valid.filter(({ ok }) => !ok)),
    wallSeconds,
    endToEndMs: quantilesOf(answered.map(endToEnd)),
    firstTokenMs: quantilesOf(answered.flatMap((record) => firstToken(record) ?? [])),
    perOutputTokenMs: quantilesOf(answered.flatMap((record) => perOutputToken(record) ?? [])),
    requestsPerSecond: perSecond(answered.length),
    tokensPerSecond: perSecond(totalTokens(answered)),
    goodputPerSecond: perSecond(
      limits === undefined || !hasLimit(limits) ? null : answered.filter((record) => isGood(record, limits)).length,
    ),
  };
}

/** Nothing where it is not known of one of them: the others' sum would be too small. */
function countFailures(failed: readonly RequestRecord[]): { failed?: RequestFailures } {
  const counts: RequestFailures = { http: {}, connection: 0, brokenStream: 0, timeout: 0 };
  for (const { failure } of failed) {
    if (failure === undefined) return {};
    if (typeof failure === 'number') counts.http[failure] = (counts.http[failure] ?? 0) + 1;
    else counts[failure] += 1;
  }
  return { failed: counts };
}

function isPossible({ startMs, firstTokenMs, endMs, outputTokens }: RequestRecord): boolean {
  const inOrder = Number.isFinite(startMs) && Number.isFinite(endMs) && startMs <= endMs;
  const firstFits = firstTokenMs === null || (firstTokenMs >= startMs && firstTokenMs <= endMs);
  return inOrder && firstFits && (outputTokens === null || (Number.isSafeInteger(outputTokens) && outputTokens >= 0));
}

/** From the first start to the last end; null of no requests and of no time. */
function wallSecondsOf(records: readonly RequestRecord[]): number | null {
  const start = records.reduce((least, { startMs }) => Math.min(least, startMs), Number.POSITIVE_INFINITY);
  const end = records.reduce((most, { endMs }) => Math.max(most, endMs), Number.NEGATIVE_INFINITY);
  return end > start ? (end - start) / 1000 : null;
}

function endToEnd({ startMs, endMs }: RequestRecord): number {
  return endMs - startMs;
}

function firstToken({ startMs, firstTokenMs }: RequestRecord): number | null {
  return firstTokenMs === null ? null : firstTokenMs - startMs;
}

/** Not defined for an answer of one token: there is no time between tokens. */
function perOutputToken({ firstTokenMs, endMs, outputTokens }: RequestRecord): number | null {
  return firstTokenMs === null || outputTokens === null || outputTokens < 2 ? null : (endMs - firstTokenMs) / (outputTokens - 1);
}

/** null where one answer's tokens are not known: a sum of the others would be too small. */
function totalTokens(records: readonly RequestRecord[]): number | null {
  return records.reduce<number | null>((sum, { outputTokens }) => (sum === null || outputTokens === null ? null : sum + outputTokens), 0);
}

function hasLimit(limits: LatencyLimits): boolean {
  return Object.values(limits).some((limit) => limit !== undefined);
}

/** A time that a limit asks for and that was not measured is not within it; a single token waits for no other. */
function isGood(record: RequestRecord, limits: LatencyLimits): boolean {
  const isShort = (record.outputTokens ?? Number.POSITIVE_INFINITY) < 2;
  const within = (value: number | null, limit: number | undefined) => limit === undefined || (value !== null && value <= limit);
  return (
    within(endToEnd(record), limits.endToEndMs) &&
    within(firstToken(record), limits.firstTokenMs) &&
    within(isShort ? 0 : perOutputToken(record), limits.perOutputTokenMs)
  );
}
