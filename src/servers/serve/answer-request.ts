import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Account, ServeEnv } from './access-log.ts';
import { ApiError, asApiError, clientGone } from './api-error.ts';
import { usageOf, type Answering } from './usage.ts';

/** The body as JSON. @throws ApiError 400 */
export async function readJson(c: Context<ServeEnv>): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ApiError(400, `The body is not JSON: ${(cause as Error).message}`, { code: 'invalid_json' });
  }
}

export interface Shape {
  stream: boolean;
  stream_options?: { include_usage?: boolean | undefined } | null | undefined;
}

/** Answers whole or as a stream of server-sent events. What fails before the first token is an ordinary error. */
export async function answerRequest(
  c: Context<ServeEnv>,
  { stream, stream_options: options }: Shape,
  ending: AbortSignal,
  prepare: (signal: AbortSignal) => Promise<Answering>,
): Promise<Response> {
  const gone = new AbortController();
  const signal = AbortSignal.any([c.req.raw.signal, ending, gone.signal]);
  const { line } = c.get('account');
  const answering = await prepare(signal);
  line.promptTokens = answering.promptTokens;
  if (!stream) {
    const { body, ending: end } = await answering.whole();
    line.answerTokens = end.answerTokens;
    return c.json(body);
  }
  const withUsage = options?.include_usage === true;
  const parts = answering.parts();
  const first = await parts.next();
  return sendStream(c, gone, () => eventsOf(first, parts, answering.promptTokens, withUsage, c.get('account')));
}

type Parts = ReturnType<Answering['parts']>;

/** Data of every event of a stream, its end told to the account. */
async function* eventsOf(
  first: Awaited<ReturnType<Parts['next']>>,
  parts: Parts,
  promptTokens: number,
  withUsage: boolean,
  { line }: Account,
): AsyncGenerator<string> {
  try {
    for (let step = first; step.done !== true; step = await parts.next()) {
      const { chunk, ending } = step.value;
      yield JSON.stringify(withUsage ? { ...chunk, usage: null } : chunk);
      if (ending === null) continue;
      line.answerTokens = ending.answerTokens;
      if (withUsage) yield JSON.stringify({ ...chunk, choices: [], usage: usageOf(promptTokens, ending.answerTokens) });
    }
    yield '[DONE]';
  } finally {
    await parts.return(); // a reader that has gone ends the computing, too
  }
}

function sendStream(c: Context<ServeEnv>, gone: AbortController, events: () => AsyncGenerator<string>): Response {
  const account = c.get('account');
  account.streaming = true;
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => gone.abort(clientGone()));
    account.line.status = 200;
    try {
      for await (const data of events()) {
        if (stream.aborted) throw clientGone();
        await stream.writeSSE({ data });
      }
    } catch (error) {
      const told = stream.aborted || c.req.raw.signal.aborted ? clientGone() : asApiError(error);
      account.line.status = told.status;
      account.line.error = told.status === 500 ? error : null;
      await stream.writeSSE({ data: JSON.stringify(told.body()) });
    } finally {
      account.close();
    }
  });
}
