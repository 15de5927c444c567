import { AnnealFailure } from '../../contracts/failure.ts';
import type { Message } from '../../contracts/row.ts';

/** Something that speaks OpenAI's protocol, and what is asked of it. */
export interface Endpoint {
  /** Up to and without `/chat/completions`: "http://127.0.0.1:8080/v1". */
  url: string;
  model: string;
  /** null = none is sent. */
  apiKey: string | null;
  /** Completions are asked with the messages' texts one behind the other, as models that were trained so are. */
  api: 'chat' | 'completions';
}

/** The address without a slash at its end. @throws AnnealFailure InvalidInput for what is no such address */
export function checkAddress(url: string): string {
  const given = JSON.stringify(url);
  const base = url.replace(/\/+$/, '');
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    throw new AnnealFailure('InvalidInput', `${given} is no address of an endpoint. Give one such as http://127.0.0.1:8080/v1.`);
  const { username, password, search, hash, pathname } = new URL(base);
  if (username !== '' || password !== '')
    throw new AnnealFailure('InvalidInput', 'The address holds a user name or a password. Leave them out; a key is read from a file.');
  if (search !== '' || hash !== '' || /\/(?:chat\/)?completions$/.test(pathname))
    throw new AnnealFailure(
      'InvalidInput',
      `${given}: give the address up to /v1, without what follows, such as http://127.0.0.1:8080/v1.`,
    );
  return base;
}

export function headersOf({ apiKey }: Pick<Endpoint, 'apiKey'>): Record<string, string> {
  return { 'content-type': 'application/json', ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }) };
}

/** A question as a request for a streamed greedy answer with its usage: path below the address, and body. */
export function requestOf({ model, api }: Endpoint, messages: readonly Message[], maxTokens: number): { path: string; body: string } {
  const shared = { model, max_tokens: maxTokens, temperature: 0, stream: true, stream_options: { include_usage: true } };
  if (api === 'chat') return { path: '/chat/completions', body: JSON.stringify({ ...shared, messages }) };
  return { path: '/completions', body: JSON.stringify({ ...shared, prompt: messages.map(({ content }) => content).join('') }) };
}

/** For a person: where an endpoint's own words are needed to mend something. At most 300 characters of them. */
export async function wordsOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  return (/"message"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1] ?? text).slice(0, 300);
}

/** Why a connection failed, as the system names it. */
export function connectionTrouble(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: unknown; message?: unknown }; message?: unknown };
  return String(cause?.code ?? cause?.message ?? message ?? error);
}
