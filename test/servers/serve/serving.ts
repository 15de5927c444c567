import { createApp, type AppOptions } from '../../../src/servers/serve/app.ts';
import type { AccessLine } from '../../../src/servers/serve/access-log.ts';
import { createModelShelf, type ServedModel } from '../../../src/servers/serve/model-shelf.ts';
import { fakeTextModel, type FakeOptions, type FakeTextModel } from '../../fakes/text-model.ts';

export function served(id: string, text: FakeTextModel, changes: Partial<ServedModel> = {}): ServedModel {
  const [name = id, version = '1'] = id.split('@');
  return {
    id,
    name,
    version: Number(version),
    created: 1_700_000_000,
    parent: 'tiny-random',
    format: 'chat',
    tasks: [],
    text: async () => text,
    close: () => text.close(),
    ...changes,
  };
}

/** A task as a model version has it. */
export const task = (name: string, prefix: string) => ({ name, prefix, prompt: { system: null, prefix: '', suffix: '' } });

/** A server of one model, `cards@2`, that says what it is told to; and how to ask it without a socket. */
export function serving(fake: Partial<FakeOptions> = {}, options: Partial<AppOptions> = {}, model: Partial<ServedModel> = {}) {
  const text = fakeTextModel({ answer: () => 'naïve ✓', ...fake });
  const shelf = createModelShelf();
  shelf.add(served('cards@2', text, model));
  const lines: AccessLine[] = [];
  const app = createApp({
    shelf,
    load: null,
    version: '1.2.3',
    ending: new AbortController().signal,
    now: () => 1_700_000_000_000,
    log: (line) => lines.push(line),
    local: true,
    apiKey: null,
    ...options,
  });
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    app.fetch(
      new Request(`http://127.0.0.1${path}`, {
        method,
        headers: { ...(method === 'POST' ? { 'content-type': 'application/json' } : {}), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  return {
    text,
    shelf,
    lines,
    app,
    send,
    chat: (changes: Record<string, unknown> = {}) =>
      send('POST', '/v1/chat/completions', { model: 'cards', messages: [{ role: 'user', content: 'Hi' }], ...changes }),
    complete: (changes: Record<string, unknown> = {}) => send('POST', '/v1/completions', { model: 'cards', prompt: 'Hi', ...changes }),
  };
}

/** Status and `error` of a refusal. */
export async function refusal(
  response: Response | Promise<Response>,
): Promise<{ status: number; message: string; param: string | null; code: string | null }> {
  const answer = await response;
  const { error } = (await answer.json()) as { error: { message: string; param: string | null; code: string | null } };
  return { status: answer.status, ...error };
}

/** Data of a stream's events, `[DONE]` left as text. */
export async function events(response: Response): Promise<(Record<string, unknown> | string)[]> {
  const text = await response.text();
  return text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => event.replace(/^data: /, ''))
    .map((data) => (data === '[DONE]' ? data : (JSON.parse(data) as Record<string, unknown>)));
}
