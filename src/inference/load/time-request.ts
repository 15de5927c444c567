import { z } from 'zod';
import type { Message } from '../../contracts/row.ts';
import type { RequestFailure, RequestRecord } from '../../evaluation/latency/measure-latency.ts';
import { connectionTrouble, type Endpoint, headersOf, requestOf, wordsOf } from './endpoint.ts';
import { readEvents } from './read-events.ts';

export interface TimedRequest {
  maxTokens: number;
  /** From sending to the end of the answer. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** A request as it was seen, and of a failed one what went wrong, for a person. */
export interface TimedAnswer {
  record: RequestRecord;
  trouble: string | null;
}

const content = z.string().nullish();
const usage = z.object({ completion_tokens: z.int().nonnegative() }).nullish();
const Chunk = z.object({
  error: z.unknown().optional(),
  choices: z
    .array(
      z.object({
        delta: z.object({ content, reasoning_content: content, reasoning: content }).nullish(),
        text: content,
        finish_reason: z.string().nullish(),
      }),
    )
    .optional(),
  usage,
});
const Whole = z.object({ choices: z.array(z.unknown()).min(1), usage });

/** What has come of an answer so far. */
interface Seen {
  firstTokenMs: number | null;
  outputTokens: number | null;
  finished: boolean;
  /** When the answer was whole. */
  endMs: number | null;
}

class Broken extends Error {}

/**
 * Asks once, and times it from sending on. A request that fails is a record like others.
 * @throws the signal's reason, and nothing else
 */
export async function timeRequest(endpoint: Endpoint, messages: readonly Message[], request: TimedRequest): Promise<TimedAnswer> {
  const { maxTokens, timeoutMs, signal } = request;
  const { path, body } = requestOf(endpoint, messages, maxTokens);
  const late = AbortSignal.timeout(timeoutMs);
  const seen: Seen = { firstTokenMs: null, outputTokens: null, finished: false, endMs: null };
  let answered = false;
  const startMs = performance.now();
  const outcome = (failure: RequestFailure | null, trouble: string | null): TimedAnswer => {
    const { firstTokenMs, outputTokens, endMs } = seen;
    const record = { startMs, firstTokenMs, endMs: endMs ?? performance.now(), outputTokens, ok: failure === null };
    return { record: failure === null ? record : { ...record, failure }, trouble };
  };
  try {
    const response = await fetch(endpoint.url + path, {
      method: 'POST',
      headers: headersOf(endpoint),
      body,
      redirect: 'manual', // a key goes to the address that it was given for
      signal: AbortSignal.any([signal, late]),
    });
    answered = true;
    if (!response.ok) return outcome(response.status, `status ${response.status}: ${await wordsOf(response)}`);
    await readAnswer(response, seen);
    return outcome(null, null);
  } catch (error) {
    if (seen.endMs !== null) return outcome(null, null); // whole, and then the connection was not closed well
    signal.throwIfAborted();
    if (late.aborted) return outcome('timeout', `no whole answer in ${timeoutMs / 1000} s`);
    if (!answered) return outcome('connection', `the connection failed (${connectionTrouble(error)})`);
    return outcome('brokenStream', error instanceof Broken ? error.message : `the answer broke off (${connectionTrouble(error)})`);
  }
}

async function readAnswer(response: Response, seen: Seen): Promise<void> {
  if (response.headers.get('content-type')?.includes('text/event-stream') !== true) {
    const { data } = Whole.safeParse(jsonOf(await response.text()));
    if (data === undefined) throw new Broken('the answer is neither a stream of events nor a whole one in JSON');
    seen.outputTokens = data.usage?.completion_tokens ?? null;
    seen.endMs = performance.now();
    return;
  }
  if (response.body === null) throw new Broken('the answer is empty');
  // After the last event the rest is read, too, so that the connection can be used again.
  for await (const data of readEvents(response.body)) noteEvent(data, performance.now(), seen);
  if (seen.endMs !== null) return;
  if (!seen.finished) throw new Broken('the stream ended before the answer was whole');
  seen.endMs = performance.now();
}

function noteEvent(data: string, now: number, seen: Seen): void {
  if (data === '[DONE]') {
    seen.endMs ??= now;
    return;
  }
  const chunk = Chunk.safeParse(jsonOf(data)).data;
  if (chunk === undefined) throw new Broken('an event of the stream is no part of an answer');
  if (chunk.error !== undefined && chunk.error !== null)
    throw new Broken(`the stream tells of an error: ${JSON.stringify(chunk.error).slice(0, 300)}`);
  for (const { delta, text, finish_reason: finish } of chunk.choices ?? []) {
    if (delta?.content || delta?.reasoning_content || delta?.reasoning || text) seen.firstTokenMs ??= now;
    if (finish) seen.finished = true;
  }
  if (chunk.usage) seen.outputTokens = chunk.usage.completion_tokens;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
