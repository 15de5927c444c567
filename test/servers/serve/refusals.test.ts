import { describe, expect, test } from 'vitest';
import { ServerBusy } from '../../../src/inference/text-model.ts';
import { fakeTextModel } from '../../fakes/text-model.ts';
import { events, refusal, served, serving, task } from './serving.ts';

describe('a bad request is refused in the shape of OpenAI’s errors', () => {
  test.each([
    ['a body that is no JSON', '{"model":', 400, 'invalid_json', null],
    ['no messages', { messages: undefined }, 400, 'invalid_value', 'messages'],
    ['no message', { messages: [] }, 400, 'invalid_value', 'messages'],
    ['a picture', { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 400, 'invalid_value', 'messages[0].content'],
    ['several answers', { n: 2 }, 400, 'invalid_value', 'n'],
    ['max_tokens 0', { max_tokens: 0 }, 400, 'invalid_value', 'max_tokens'],
    ['a fraction of a token', { max_tokens: 1.5 }, 400, 'invalid_value', 'max_tokens'],
    ['more than the context', { max_tokens: 199 }, 400, 'context_length_exceeded', 'max_tokens'],
    [
      'a prompt longer than the context',
      { messages: [{ role: 'user', content: 'x'.repeat(300) }] },
      400,
      'context_length_exceeded',
      'messages',
    ],
    ['a temperature of 3', { temperature: 3 }, 400, 'invalid_value', 'temperature'],
    ['top_p 0', { top_p: 0 }, 400, 'invalid_value', 'top_p'],
    ['top_logprobs alone', { top_logprobs: 2 }, 400, 'invalid_value', 'top_logprobs'],
    ['too many top_logprobs', { logprobs: true, top_logprobs: 21 }, 400, 'invalid_value', 'top_logprobs'],
    ['tools', { tools: [{ type: 'function' }] }, 400, 'invalid_value', 'tools[0]'],
    ['a JSON schema', { response_format: { type: 'json_object' } }, 400, 'invalid_value', 'response_format.type'],
    ['an unknown model', { model: 'poems' }, 404, 'model_not_found', 'model'],
    ['an unknown version', { model: 'cards@3' }, 404, 'model_not_found', 'model'],
    ['a task that the model does not know', { task: 'sum' }, 400, 'unknown_task', 'task'],
    ['a task in the name that the model does not know', { model: 'cards:sum' }, 400, 'unknown_task', 'task'],
  ])('%s', async (_, body, status, code, param) => {
    const { send, lines } = serving();
    const messages = [{ role: 'user', content: 'Hi' }];
    const sent = typeof body === 'string' ? body : { model: 'cards', messages, ...body };
    expect(await refusal(send('POST', '/v1/chat/completions', sent))).toMatchObject({ status, code, param });
    expect(lines).toMatchObject([{ status, error: null }]);
  });

  test('the message of an unknown model lists those there are', async () => {
    expect((await refusal(serving().chat({ model: 'poems' }))).message).toBe('The model "poems" is not served. There are cards@2.');
  });

  test('the message of a missing or wrong task lists the tasks', async () => {
    const { chat } = serving({}, {}, { tasks: [task('sum', '[S] '), task('tag', '[T] ')] });
    expect((await refusal(chat())).message).toContain('none was named. Send `task`, or ask "cards@2:TASK": sum, tag.');
    expect((await refusal(chat({ task: 'poem' }))).message).toContain('"poem" is none of them');
    expect((await refusal(chat({ model: 'cards:sum', task: 'tag' }))).message).toContain('Send one of them');
  });

  test('a completion of several prompts, of tokens beyond the vocabulary, or of no answer without echo', async () => {
    const { complete } = serving();
    expect(await refusal(complete({ prompt: ['a', 'b'] }))).toMatchObject({ status: 400, param: 'prompt' });
    expect(await refusal(complete({ prompt: [1, 257] }))).toMatchObject({ status: 400, param: 'prompt' });
    expect(await refusal(complete({ max_tokens: 0 }))).toMatchObject({ status: 400, param: 'max_tokens' });
  });

  test('a body that is too large, whether it says so or not', async () => {
    const { send } = serving();
    const body = JSON.stringify({ model: 'cards', prompt: 'x'.repeat(4 * 1024 * 1024) });
    expect(await refusal(send('POST', '/v1/completions', body))).toMatchObject({ status: 413, code: 'request_too_large' });
    expect(await refusal(send('POST', '/v1/completions', body, { 'content-length': String(body.length) }))).toMatchObject({ status: 413 });
  });

  test('an address that is none', async () => {
    expect(await refusal(serving().send('GET', '/v1/engines'))).toMatchObject({ status: 404, code: 'unknown_url' });
  });
});

describe('strangers', () => {
  test('a page that reaches this machine by another name is refused', async () => {
    const { app } = serving();
    expect((await app.fetch(new Request('http://evil.example/v1/models'))).status).toBe(403);
    expect((await app.fetch(new Request('http://localhost:8080/v1/models'))).status).toBe(200);
    expect((await serving({}, { local: false }).app.fetch(new Request('http://host.example/v1/models'))).status).toBe(200);
  });

  test('a form that a page could send unasked is refused', async () => {
    const { send } = serving();
    expect(await refusal(send('POST', '/v1/completions', '{}', { 'content-type': 'text/plain' }))).toMatchObject({ status: 415 });
  });

  test('with a key, requests without it are refused, but for /health', async () => {
    const { send } = serving({}, { apiKey: 'k-1' });
    expect(await refusal(send('GET', '/v1/models'))).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(await refusal(send('GET', '/v1/models', undefined, { authorization: 'Bearer k-2' }))).toMatchObject({ status: 401 });
    expect((await send('GET', '/v1/models', undefined, { authorization: 'Bearer k-1' })).status).toBe(200);
    expect((await send('GET', '/health')).status).toBe(200);
  });
});

describe('a request that cannot be answered', () => {
  test('is told to come again when too many wait, also where a stream was asked for', async () => {
    const { chat } = serving({ busy: true });
    const response = await chat({ stream: true });
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await refusal(response)).toMatchObject({ status: 503, code: 'overloaded' });
  });

  test('tells an error that nobody foresaw to the log alone', async () => {
    const { chat, lines } = serving({
      answer: () => {
        throw new Error('secret detail');
      },
    });
    expect((await refusal(chat())).message).not.toContain('secret');
    expect(lines[0]?.error).toMatchObject({ message: 'secret detail' });
  });

  test('stops when the client goes, and is logged as 499', async () => {
    const gone = new AbortController();
    const steps = { count: 0 };
    const pace = async () => {
      steps.count += 1;
      if (steps.count === 3) gone.abort();
    };
    const { send, text, lines } = serving({ answer: () => 'x'.repeat(50), pace });
    const body = { model: 'cards', messages: [{ role: 'user', content: 'Hi' }] };
    expect((await send('POST', '/v1/chat/completions', body, {}, gone.signal)).status).toBe(499);
    expect(text.running()).toBe(0);
    expect(steps.count).toBe(3);
    expect(lines).toMatchObject([{ status: 499 }]);
  });

  test('stops when the reader of a stream goes', async () => {
    const turn = { next: Promise.withResolvers<void>() };
    const { chat, text, lines } = serving({ answer: () => 'x'.repeat(50), pace: () => turn.next.promise });
    turn.next.resolve();
    const response = await chat({ stream: true });
    turn.next = Promise.withResolvers();
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    turn.next.resolve();
    await expect.poll(() => text.running()).toBe(0);
    expect(lines).toMatchObject([{ status: 499 }]);
  });

  test('is told in its stream when the server ends meanwhile', async () => {
    const ending = new AbortController();
    const pace = async () => ending.abort(new ServerBusy('The server is shutting down.'));
    const steps = { first: true };
    const { chat } = serving({ pace: async () => (steps.first ? void (steps.first = false) : pace()) }, { ending: ending.signal });
    const all = await events(await chat({ stream: true }));
    expect(all.at(-1)).toMatchObject({ error: { message: 'The server is shutting down.', code: 'overloaded' } });
  });
});

describe('models', () => {
  test('are listed and described, and health names them', async () => {
    const { send } = serving({}, {}, { tasks: [task('sum', '[S] ')] });
    const model = { id: 'cards@2', object: 'model', created: 1_700_000_000, owned_by: 'anneal', parent: 'tiny-random', tasks: ['sum'] };
    expect(await (await send('GET', '/v1/models')).json()).toEqual({ object: 'list', data: [model] });
    expect(await (await send('GET', '/v1/models/cards')).json()).toEqual(model);
    expect(await (await send('GET', '/health')).json()).toEqual({ status: 'ok', version: '1.2.3', models: ['cards@2'] });
  });

  test('are loaded and dropped at run time; the newest that is served answers to the name alone', async () => {
    const third = fakeTextModel({ answer: () => 'third' });
    const { send, chat, text } = serving({ answer: () => 'second' }, { load: async (name) => served(name, third) });
    const said = async () => ((await (await chat()).json()) as { choices: { message: { content: string } }[] }).choices[0]!.message.content;
    expect((await send('POST', '/v1/models', { model: 'cards@3' })).status).toBe(201);
    expect(await refusal(send('POST', '/v1/models', { model: 'cards@3' }))).toMatchObject({ status: 409, code: 'model_exists' });
    expect(await said()).toBe('third');
    expect(await (await send('DELETE', '/v1/models/cards@3')).json()).toEqual({ id: 'cards@3', object: 'model', deleted: true });
    expect(third.closed).toBe(true);
    expect(await said()).toBe('second');
    await send('DELETE', '/v1/models/cards@2');
    expect(text.closed).toBe(true);
    expect((await refusal(chat())).message).toContain('None is served now');
  });

  test('are neither loaded nor dropped where that was not allowed', async () => {
    const { send } = serving({}, { load: null });
    expect(await refusal(send('POST', '/v1/models', { model: 'cards@3' }))).toMatchObject({ status: 403 });
    expect(await refusal(send('DELETE', '/v1/models/cards@2'))).toMatchObject({ status: 403 });
  });

  test('that cannot be opened are not served', async () => {
    const failing = async (name: string) =>
      served(name, fakeTextModel({ answer: String }), {
        text: async () => {
          throw new Error('no such file');
        },
      });
    const { send, shelf } = serving({}, { load: failing });
    expect((await send('POST', '/v1/models', { model: 'cards@3' })).status).toBe(500);
    expect(shelf.list().map(({ id }) => id)).toEqual(['cards@2']);
  });
});
