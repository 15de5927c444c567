import type { Message } from '../../contracts/row.ts';
import type { LoadLevel } from '../../contracts/serving-report.ts';
import { type LatencyLimits, measureLatency, type RequestRecord } from '../../evaluation/latency/measure-latency.ts';
import type { Endpoint } from './endpoint.ts';
import { timeRequest } from './time-request.ts';

/** How an endpoint is loaded. */
export interface Load {
  /** Asked in turn, from the first on at every level; the warm-up asks from the last on. */
  questions: readonly (readonly Message[])[];
  /** Levels, in their order: so many requests are under way at any time, and a new one is sent when one is over (closed loop). */
  concurrency: readonly number[];
  /** At each level; no fewer than are under way at once. null: 100, or 3 × the level where that is more. */
  requests: number | null;
  /** Before each level. null: as many as are under way at once. */
  warmUp: number | null;
  maxTokens: number;
  /** For one request, up to the end of its answer. */
  timeoutMs: number;
  limits?: LatencyLimits;
  signal?: AbortSignal;
  /** At the start of each part of a level, and after each request. */
  onProgress?: (progress: LoadProgress) => void;
  /** What went wrong with a request. It may hold the endpoint's own words. */
  onTrouble?: (trouble: string) => void;
}

export interface LoadProgress {
  concurrency: number;
  doing: 'warming up' | 'measuring';
  /** Of this part of the level. */
  done: number;
  total: number;
  failed: number;
  /** Over all levels, warm-up and all. */
  doneInAll: number;
  totalInAll: number;
}

const leastRequests = 100; // a 99th percentile needs as many

/** Requests of a level and of its warm-up. */
function sizeOf(concurrency: number, { requests, warmUp }: Load): { requests: number; warmUp: number } {
  return {
    requests: Math.max(concurrency, requests ?? Math.max(leastRequests, 3 * concurrency)),
    warmUp: warmUp ?? concurrency,
  };
}

/** How many requests a load makes in all. */
export function requestsInAll(load: Load): number {
  return load.concurrency.map((level) => sizeOf(level, load)).reduce((sum, { requests, warmUp }) => sum + requests + warmUp, 0);
}

/**
 * Loads an endpoint at one level of concurrency after the other, and times every request here, at the client. Requests that
 * fail are counted, whatever their number.
 * @throws the signal's reason, and nothing else
 */
export async function loadEndpoint(endpoint: Endpoint, load: Load): Promise<LoadLevel[]> {
  const totalInAll = requestsInAll(load);
  let doneInAll = 0;
  const levels: LoadLevel[] = [];
  for (const concurrency of load.concurrency) {
    const size = sizeOf(concurrency, load);
    const part = async (doing: LoadProgress['doing'], total: number, questionAt: (index: number) => readonly Message[]) => {
      let [done, failed] = [0, 0];
      const tell = () => load.onProgress?.({ concurrency, doing, done, total, failed, doneInAll, totalInAll });
      tell();
      return atOnce(concurrency, total, async (index) => {
        const record = await ask(endpoint, questionAt(index), load);
        done += 1;
        doneInAll += 1;
        failed += Number(!record.ok);
        tell();
        return record;
      });
    };
    const { questions } = load;
    const warm = await part('warming up', size.warmUp, (index) => questions[questions.length - 1 - (index % questions.length)]!);
    const records = await part('measuring', size.requests, (index) => questions[index % questions.length]!);
    levels.push({
      concurrency,
      warmUp: { requests: warm.length, failed: warm.filter(({ ok }) => !ok).length },
      report: measureLatency(records, load.limits),
    });
  }
  return levels;
}

async function ask(endpoint: Endpoint, question: readonly Message[], load: Load): Promise<RequestRecord> {
  const { maxTokens, timeoutMs, signal = new AbortController().signal, onTrouble } = load;
  signal.throwIfAborted();
  const { record, trouble } = await timeRequest(endpoint, question, { maxTokens, timeoutMs, signal });
  if (trouble !== null) onTrouble?.(trouble);
  return record;
}

/** Runs `total` pieces of work, so many at a time. */
async function atOnce<Result>(concurrency: number, total: number, work: (index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    while (next < total) results.push(await work(next++));
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, total) }, worker));
  return results;
}
