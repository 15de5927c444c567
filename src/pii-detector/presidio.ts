import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { AnnealFailure } from '../contracts/failure.ts';
import type { PiiEntity } from '../contracts/pii-spec.ts';
import type { PiiDetector } from '../data/pii/detector.ts';
import type { PiiSpan } from '../data/pii/span.ts';

/** Where a Presidio analyzer listens, or what speaks its protocol. */
export interface PresidioEndpoint {
  /** Without `/analyze`: "http://127.0.0.1:5002". */
  url: string;
  language?: string;
  /** Its entities that are asked for, and what they are called here. */
  entities?: Readonly<Record<string, PiiEntity>>;
  /** Least score that is asked for. */
  threshold?: number;
  /** For one request. */
  timeoutMs?: number;
  /** Tries of a request whose failure may pass. */
  tries?: number;
  /** Before the second try; doubled before each further one. The service's own Retry-After counts instead, up to a minute. */
  firstDelayMs?: number;
  /** Requests under way at once. */
  concurrency?: number;
}

const longestDelayMs = 60_000;
const largestReply = 8 * 2 ** 20;
const Results = z.array(
  z.object({ entity_type: z.string(), start: z.int().nonnegative(), end: z.int().nonnegative(), score: z.number().min(0).max(1) }),
);

type Try = { kind: 'found'; results: z.infer<typeof Results> } | { kind: 'passing'; message: string; waitMs: number | null };

/**
 * A detector behind Presidio's analyzer service (`POST /analyze {text, language}`). Offsets in its answers count Unicode
 * code points, as Python does; they come back as UTF-16 code units.
 * @throws AnnealFailure InvalidInput for an address that is none
 */
export function createPresidioDetector(endpoint: PresidioEndpoint): PiiDetector {
  const {
    language = 'en',
    entities = { PERSON: 'PERSON' },
    threshold = 0.4,
    timeoutMs = 30_000,
    tries = 4,
    firstDelayMs = 500,
    concurrency = 4,
  } = endpoint;
  const base = checkedAddress(endpoint.url);
  const post = async (text: string, signal: AbortSignal): Promise<Try> => {
    const response = await fetch(`${base}/analyze`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, language, entities: Object.keys(entities), score_threshold: threshold }),
    });
    if (response.ok) return readResults(await readCapped(response));
    await response.body?.cancel();
    return refused(base, response);
  };
  const ask = async (text: string, signal: AbortSignal): Promise<PiiSpan[]> => {
    if (text.trim() === '') return [];
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      const result = await post(text, signal).catch((error: unknown) => lost(error, signal, timeoutMs));
      if (result.kind === 'found') return toSpans(text, result.results, entities, threshold);
      if (attempt >= tries) throw unavailable(base, result.message, tries);
      await delay(Math.min(result.waitMs ?? firstDelayMs * 2 ** (attempt - 1), longestDelayMs), undefined, { signal });
    }
  };
  return {
    name: `presidio at ${base}`,
    detect: (texts, signal = new AbortController().signal) => askAll(texts, concurrency, signal, ask),
  };
}

/** Asks for all texts, so many at once. The first failure ends the others. */
async function askAll(
  texts: readonly string[],
  concurrency: number,
  signal: AbortSignal,
  ask: (text: string, signal: AbortSignal) => Promise<PiiSpan[]>,
): Promise<PiiSpan[][]> {
  const found: PiiSpan[][] = texts.map(() => []);
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  let next = 0;
  const work = async () => {
    for (let index = next++; index < texts.length; index = next++) found[index] = await ask(texts[index]!, either);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, texts.length) }, work));
  } catch (error) {
    ended.abort(error);
    throw error;
  }
  return found;
}

function checkedAddress(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new AnnealFailure(
      'InvalidInput',
      `${JSON.stringify(url)} is no address of a detector. Give one such as http://host:5002, without /analyze.`,
    );
  const { username, password, search, hash } = new URL(url);
  if (`${username}${password}${search}${hash}` !== '')
    throw new AnnealFailure(
      'InvalidInput',
      'The address of the detector may hold no user name, password, query or fragment, since it stands in messages.',
    );
  return url.replace(/\/+$/, '');
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

function readResults(text: string): Try {
  const passing: Try = { kind: 'passing', message: 'it answered with something else than a list of entities', waitMs: null };
  try {
    const { data } = Results.safeParse(JSON.parse(text));
    return data ? { kind: 'found', results: data } : passing;
  } catch {
    return passing;
  }
}

/** The service's own words are not repeated: they may hold the text that it was sent. */
function refused(base: string, { status, headers }: Response): Try {
  if (status === 408 || status === 429 || status >= 500)
    return { kind: 'passing', message: `it answered with status ${status}`, waitMs: retryAfterMs(headers) };
  throw new AnnealFailure(
    'BackendRefused',
    `The detector at ${base} refuses requests with status ${status}. Check that it is Presidio's analyzer, that it knows the language, and that the address ends before /analyze; or set pii.detector to false.`,
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

function unavailable(base: string, message: string, tries: number): AnnealFailure {
  return new AnnealFailure(
    'BackendRefused',
    `The detector at ${base} cannot be used: ${message}, ${tries} times. Start it, or set pii.detector to false; without it names of persons are not looked for.`,
  );
}

function toSpans(
  text: string,
  results: z.infer<typeof Results>,
  entities: Readonly<Record<string, PiiEntity>>,
  threshold: number,
): PiiSpan[] {
  const at = unitOffsets(text);
  return results.flatMap(({ entity_type: type, start, end, score }) => {
    const entity = entities[type];
    const [from, to] = [at(start), at(end)];
    return entity === undefined || score < threshold || to <= from ? [] : [{ entity, start: from, end: to, score, reason: 'detector' }];
  });
}

/** Offset in code points → offset in UTF-16 code units; never past the end. */
function unitOffsets(text: string): (point: number) => number {
  if (!/[\ud800-\udbff]/.test(text)) return (point) => Math.min(point, text.length);
  const units = [0];
  for (const character of text) units.push(units.at(-1)! + character.length);
  return (point) => units[Math.min(point, units.length - 1)]!;
}
