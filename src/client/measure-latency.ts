import { AnnealFailure } from '../contracts/failure.ts';
import type { Message } from '../contracts/row.ts';
import type { LoadLevel } from '../contracts/serving-report.ts';
import type { LatencyLimits } from '../evaluation/latency/measure-latency.ts';
import { checkAddress, type Endpoint } from '../inference/load/endpoint.ts';
import { loadEndpoint, type LoadProgress } from '../inference/load/load-endpoint.ts';
import { reachEndpoint } from '../inference/load/reach-endpoint.ts';

export type { LoadLevel, LatencyLimits, LoadProgress };

export interface LatencyOptions {
  /** As the endpoint calls it. */
  model: string;
  /** Asked in turn; testQuestions of a client gives those of a run. */
  questions: readonly (readonly Message[])[];
  /** Sent as a bearer token; default: none. */
  apiKey?: string;
  /** Default: chat. */
  api?: Endpoint['api'];
  /** Requests under way at once, a level after the other; default 1, 10, 50, 100. */
  concurrency?: readonly number[];
  /** At each level; default 100, or 3 × the level where that is more. */
  requests?: number;
  /** Before each level, in none of the numbers; default: as many as are under way at once. */
  warmUp?: number;
  /** Of an answer; default 128. */
  maxTokens?: number;
  /** For one request; default 120. */
  timeoutSeconds?: number;
  /** Answered requests within all of these, in milliseconds, are goodput. */
  limits?: LatencyLimits;
  onProgress?: (progress: LoadProgress) => void;
  /** What went wrong with a request, maybe in the endpoint's own words. */
  onTrouble?: (trouble: string) => void;
  signal?: AbortSignal;
}

/** What was measured, and how. */
export interface LatencyMeasurement {
  url: string;
  model: string;
  api: Endpoint['api'];
  questions: number;
  maxTokens: number;
  levels: LoadLevel[];
}

export const latencyDefaults = { concurrency: [1, 10, 50, 100], maxTokens: 128, timeoutSeconds: 120 } as const;

/**
 * Loads an endpoint that speaks OpenAI's protocol (`anneal serve`, vLLM and others) and measures each request from here, with
 * streaming: time to the first token, to the whole answer, and per token. Failed requests are counted, not thrown.
 * @param url such as http://127.0.0.1:8080/v1
 * @throws AnnealFailure InvalidInput; BackendRefused where nothing answers, or the key is not accepted; the signal's reason
 */
export async function measureLatency(url: string, options: LatencyOptions): Promise<LatencyMeasurement> {
  const { model, questions, apiKey = null, api = 'chat', maxTokens = latencyDefaults.maxTokens, signal } = options;
  const { concurrency = latencyDefaults.concurrency, requests = null, warmUp = null } = options;
  const { timeoutSeconds = latencyDefaults.timeoutSeconds, limits, onProgress, onTrouble } = options;
  if (questions.length === 0 || concurrency.length === 0)
    throw new AnnealFailure('InvalidInput', 'There is nothing to measure: at least one question and one level of concurrency are needed.');
  for (const [what, number, least] of [
    ...concurrency.map((level) => ['A level of concurrency', level, 1] as const),
    ['The number of requests', requests ?? 1, 1],
    ['The number of warm-up requests', warmUp ?? 0, 0],
    ['The limit of tokens', maxTokens, 1],
  ] as const)
    if (!Number.isSafeInteger(number) || number < least)
      throw new AnnealFailure('InvalidInput', `${what} is ${number}; whole numbers from ${least} are allowed.`);
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 300))
    throw new AnnealFailure('InvalidInput', `The timeout is ${timeoutSeconds} s; more than 0 and at most 300 s are allowed.`);
  const endpoint: Endpoint = { url: checkAddress(url), model, apiKey, api };
  await reachEndpoint(endpoint, signal);
  const levels = await loadEndpoint(endpoint, {
    questions,
    concurrency,
    requests,
    warmUp,
    maxTokens,
    timeoutMs: timeoutSeconds * 1000,
    ...(limits && { limits }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(onTrouble && { onTrouble }),
  });
  return { url: endpoint.url, model, api, questions: questions.length, maxTokens, levels };
}
