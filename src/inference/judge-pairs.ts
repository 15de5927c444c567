import { z } from 'zod';
import { JudgeVerdict } from '../contracts/judge.ts';
import type { JudgedPair } from '../contracts/judge.ts';
import type { Side } from '../contracts/review.ts';
import { hashOf } from '../data/canonical-json.ts';
import { judgeMessages } from '../evaluation/judge/prompt.ts';
import { combineOrders, readVerdict } from '../evaluation/judge/verdict.ts';
import { sameText } from '../evaluation/review/pairs.ts';
import type { AnswerPair } from '../evaluation/review/pairs.ts';
import type { StepResults } from '../storage/step-results.ts';
import type { JudgeClient } from './judge-client.ts';

/** Raised when verdicts are read otherwise: then stored ones no longer count. */
export const judgeStep = { step: 'judgePair', version: 1 } as const;

/** Failures in a row after which the endpoint is taken to be down, and the rest is not asked. */
const patience = 10;
/** Askings of a judge that gives no verdict. */
const askings = 2;

export interface JudgePairsRequest {
  pairs: readonly AnswerPair[];
  client: JudgeClient;
  stepResults: Pick<StepResults, 'find' | 'keep'>;
  /** Requests at the same time. */
  concurrency?: number;
  onProgress?: (progress: { done: number; total: number }) => void;
  signal?: AbortSignal;
}

export interface JudgedPairs {
  /** In the order of the pairs. */
  pairs: JudgedPair[];
  /** Models that the endpoint says answered. */
  answeredBy: string[];
}

const Kept = z.strictObject({ verdict: JudgeVerdict, model: z.string() });
type Kept = z.infer<typeof Kept>;

interface Asking extends JudgePairsRequest {
  models: Set<string>;
  failuresInRow: number;
}

/**
 * Asks about every pair in both orders. Verdicts are kept by judge, wording and content, so that none is paid for twice,
 * by whatever run. Where no verdict comes, the pair is an error with its reason, and the others go on.
 * @throws AnnealFailure BackendRefused; the signal's reason when aborted: what was answered is kept
 */
export async function judgePairs(request: JudgePairsRequest): Promise<JudgedPairs> {
  const { pairs, concurrency = 4, onProgress, signal } = request;
  const asking: Asking = { ...request, models: new Set(), failuresInRow: 0 };
  const judged: JudgedPair[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    try {
      for (let index = next++; index < pairs.length; index = next++) {
        signal?.throwIfAborted();
        const pair = pairs[index];
        if (pair !== undefined) judged[index] = await judgePair(asking, pair);
        onProgress?.({ done: ++done, total: pairs.length });
      }
    } finally {
      next = pairs.length; // where one of them gives up, nobody goes on
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: concurrency }, work));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return { pairs: judged, answeredBy: [...asking.models].toSorted() };
}

async function judgePair(asking: Asking, pair: AnswerPair): Promise<JudgedPair> {
  const { test, row, group } = pair;
  if (sameText(pair)) return { kind: 'identical', test, row, group };
  const baseFirst = await askInOrder(asking, pair, 'base');
  if (typeof baseFirst === 'string') return { kind: 'error', test, row, group, message: baseFirst };
  const tunedFirst = await askInOrder(asking, pair, 'tuned');
  if (typeof tunedFirst === 'string') return { kind: 'error', test, row, group, message: tunedFirst };
  return combineOrders(pair, baseFirst, tunedFirst);
}

/** A verdict, or in words why there is none. */
async function askInOrder(asking: Asking, pair: AnswerPair, first: Side): Promise<JudgeVerdict | string> {
  const { client, stepResults, models, signal } = asking;
  const messages = judgeMessages(pair, first);
  const key = hashOf({ ...judgeStep, inputs: hashOf(messages), parameters: client.identity });
  const found = await stepResults.find(judgeStep.step, key, Kept);
  if (found) {
    models.add(found.model);
    return found.verdict;
  }
  let problem = '';
  for (let time = 0; time < askings; time++) {
    if (asking.failuresInRow >= patience) return `not asked: the endpoint failed ${patience} times in a row`;
    const reply = await client.ask(messages, signal);
    asking.failuresInRow = reply.kind === 'failed' ? asking.failuresInRow + 1 : 0;
    if (reply.kind === 'failed') return reply.message;
    const read = readVerdict(reply.text);
    models.add(reply.model);
    if (read.verdict) {
      const kept: Kept = { verdict: read.verdict, model: reply.model };
      return (await stepResults.keep(judgeStep.step, key, kept, [], { firstWins: true })).verdict; // another run may have asked too
    }
    ({ problem } = read);
  }
  return problem;
}
