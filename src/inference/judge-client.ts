import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { AnnealFailure } from '../contracts/failure.ts';
import type { JudgeIdentity } from '../contracts/judge.ts';
import type { Message } from '../contracts/row.ts';
import { judgePromptHash } from '../evaluation/judge/prompt.ts';

/** Where a judge is asked. */
export interface JudgeEndpoint {
  /** Up to and without `/chat/completions`: "https://host/v1". */
  url: string;
  model: string;
  /** A key, and the one origin that it may be sent to; null = the endpoint asks for none. */
  credential: { origin: string; key: string } | null;
  maxTokens?: number;
  /** For one request. */
  timeoutMs?: number;
  /** Tries of a request whose failure may pass. */
  tries?: number;
  /** Before the second try; doubled before each further one. An endpoint's own Retry-After counts instead, up to a minute. */
  firstDelayMs?: number;
}

/** What came of asking. A failure is of this one request: it lost its tries. */
export type JudgeReply = { kind: 'reply'; text: string; model: string } | { kind: 'failed'; message: string };

export interface JudgeClient {
  identity: JudgeIdentity;
  /** @throws AnnealFailure BackendRefused where asking anything else would be refused too; the signal's reason when aborted */
  ask(messages: readonly Message[], signal?: AbortSignal): Promise<JudgeReply>;
}

/** Nobody's verdict is longer. */
const largestReply = 2 ** 20;
const longestDelayMs = 60_000;

const Completion = z.object({
  model: z.string().optional(),
  choices: z.array(z.object({ message: z.object({ content: z.string().nullable().optional() }) })).min(1),
});

/** How an endpoint calls the most tokens of an answer: newer models of some vendors refuse the older name. */
type TokenLimit = 'max_tokens' | 'max_completion_tokens';

const Refusal = z.object({ error: z.object({ param: z.literal('max_tokens') }) });

/** One try: a reply, a failure that may pass, or one that will not. */
type Try = JudgeReply | { kind: 'passing'; message: string; waitMs: number | null };

/**
 * A judge behind any endpoint that speaks OpenAI's chat completions. It is given no tools, and greedy decoding. Its key
 * goes to the credential's origin alone: redirections are not followed.
 * @throws AnnealFailure InvalidInput for an address that is none, or of another origin than the credential's
 */
export function createJudgeClient(endpoint: JudgeEndpoint): JudgeClient {
  const { model, credential, maxTokens = 512, timeoutMs = 120_000, tries = 5, firstDelayMs = 500 } = endpoint;
  const base = endpoint.url.replace(/\/+$/, '');
  checkAddress(base, credential);
  let limit: TokenLimit = 'max_tokens';
  const post = async (messages: readonly Message[], signal: AbortSignal): Promise<Try> => {
    const used = limit;
    const response = await fetch(`${base}/chat/completions`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: { 'content-type': 'application/json', ...(credential && { authorization: `Bearer ${credential.key}` }) },
      body: JSON.stringify({ model, messages, temperature: 0, [used]: maxTokens }),
    });
    if (response.ok) return without(credential?.key, readCompletion(await readCapped(response), model));
    const words = await readCapped(response);
    if (response.status !== 400 || used !== 'max_tokens' || !refusesMaxTokens(words)) return refused(base, response);
    limit = 'max_completion_tokens';
    return post(messages, signal);
  };
  return {
    identity: { url: base, model, promptHash: judgePromptHash, temperature: 0, maxTokens },
    ask: async (messages, signal = new AbortController().signal) => {
      for (let attempt = 1; ; attempt++) {
        signal.throwIfAborted();
        const result = await post(messages, signal).catch((error: unknown) => lost(error, signal, timeoutMs));
        if (result.kind !== 'passing') return result;
        if (attempt >= tries) return { kind: 'failed', message: `${result.message}, ${tries} times` };
        await delay(Math.min(result.waitMs ?? firstDelayMs * 2 ** (attempt - 1), longestDelayMs), undefined, { signal });
      }
    },
  };
}

/** What an endpoint says is kept; one that repeats the key that it was sent must not put it there. */
function without(key: string | undefined, reply: Try): Try {
  if (key === undefined || reply.kind !== 'reply') return reply;
  return { kind: 'reply', text: reply.text.replaceAll(key, '[redacted]'), model: reply.model.replaceAll(key, '[redacted]') };
}

function checkAddress(base: string, credential: JudgeEndpoint['credential']): void {
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    throw new AnnealFailure(
      'InvalidInput',
      `${JSON.stringify(base)} is no address of a judge. Give one such as https://host/v1, without /chat/completions.`,
    );
  const { origin, username, password, search, hash } = new URL(base);
  if (`${username}${password}${search}${hash}` !== '')
    throw new AnnealFailure(
      'InvalidInput',
      'The address of a judge is kept with its verdicts, so it may hold no user name, password, query or fragment. Give the plain address, and the key as a credential.',
    );
  if (credential !== null && !/^[\x21-\x7E]+$/.test(credential.key))
    throw new AnnealFailure(
      'InvalidInput',
      'The key for the judge is empty, or holds characters that no key has (spaces, line breaks, letters outside ASCII). Look at where it comes from.',
    );
  if (credential !== null && credential.origin !== origin)
    throw new AnnealFailure(
      'InvalidInput',
      `The judge's credential belongs to ${credential.origin}, and ${origin} is another origin. Name a credential of that origin.`,
    );
}

async function readCapped(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > largestReply) return '';
  }
  return text;
}

function readCompletion(text: string, asked: string): Try {
  const passing: Try = { kind: 'passing', message: 'the endpoint answered with something else than a chat completion', waitMs: null };
  try {
    const { data } = Completion.safeParse(JSON.parse(text));
    return data ? { kind: 'reply', text: data.choices[0]?.message.content ?? '', model: data.model ?? asked } : passing;
  } catch {
    return passing;
  }
}

function refusesMaxTokens(words: string): boolean {
  try {
    return Refusal.safeParse(JSON.parse(words)).success;
  } catch {
    return false;
  }
}

/** The endpoint's own text is not repeated: it may hold what it was sent. */
function refused(base: string, { status, headers }: Response): Try {
  if (status === 408 || status === 429 || status >= 500)
    return { kind: 'passing', message: `the endpoint answered with status ${status}`, waitMs: retryAfterMs(headers) };
  if (status === 400 || status === 413 || status === 422)
    return {
      kind: 'failed',
      message: `the endpoint refuses this request with status ${status}: too long for it, or with a setting that it does not know`,
    };
  const why: Record<number, string> = {
    401: 'does not accept the credential. Name one in the configuration that it knows',
    403: 'does not allow this credential. Name another, or ask for the permission',
    404: 'knows no such path or model. Check both; the address ends before /chat/completions',
  };
  const redirects = status >= 300 && status < 400;
  throw new AnnealFailure(
    'BackendRefused',
    `The judge at ${base} ${redirects ? 'redirects elsewhere, which is not followed. Give its final address' : (why[status] ?? `refuses the request with status ${status}; its log says why`)}.`,
    { details: { status } },
  );
}

function retryAfterMs(headers: Headers): number | null {
  const given = headers.get('retry-after');
  return given !== null && /^\d+(\.\d+)?$/.test(given) ? Number(given) * 1000 : null;
}

function lost(error: unknown, signal: AbortSignal, timeoutMs: number): Try {
  if (signal.aborted || error instanceof AnnealFailure) throw error;
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  return { kind: 'passing', message: timedOut ? `no answer came in ${timeoutMs / 1000} s` : 'the connection failed', waitMs: null };
}
