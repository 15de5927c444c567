import { describe, expect, test } from 'vitest';
import { events, serving, task } from './serving.ts';

interface Choice {
  text?: string;
  message?: { content: string };
  delta?: { content?: string; role?: string };
  logprobs: { content: { token: string; logprob: number; bytes: number[] | null; top_logprobs: { token: string }[] }[] } | null;
  finish_reason: string | null;
}
interface Answer {
  id: string;
  object: string;
  model: string;
  created: number;
  choices: Choice[];
  usage?: object | null;
}
const read = async (response: Response | Promise<Response>) => (await (await response).json()) as Answer;

describe('chat completions', () => {
  test('answer whole, as OpenAI shapes them, with usage', async () => {
    const { chat, text, lines } = serving();
    const answer = await read(chat());
    expect(answer).toMatchObject({ object: 'chat.completion', model: 'cards@2', created: 1_700_000_000 });
    expect(answer.choices).toEqual([
      { index: 0, message: { role: 'assistant', content: 'naïve ✓', refusal: null }, logprobs: null, finish_reason: 'stop' },
    ]);
    expect(answer.usage).toEqual({ prompt_tokens: 19, completion_tokens: 11, total_tokens: 30 });
    expect(text.seen[0]).toMatchObject({ text: '<user>Hi<assistant>', maxTokens: 181, temperature: 1, topP: 1 });
    expect(lines).toMatchObject([{ status: 200, model: 'cards@2', promptTokens: 19, answerTokens: 11 }]);
  });

  test('stream the same text in parts, whole characters only, and end with [DONE]', async () => {
    const { chat, lines } = serving();
    const response = await chat({ stream: true, stream_options: { include_usage: true } });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const all = await events(response);
    expect(all.at(-1)).toBe('[DONE]');
    const chunks = all.slice(0, -1) as unknown as Answer[];
    expect(chunks.map(({ choices }) => choices[0]?.delta?.content ?? '')).toEqual(['', 'n', 'a', 'ï', 'v', 'e', ' ', '✓', '', '']);
    expect(chunks[0]?.choices[0]?.delta?.role).toBe('assistant');
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 19, completion_tokens: 11, total_tokens: 30 } });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(lines).toMatchObject([{ status: 200, answerTokens: 11 }]);
  });

  test('stream no usage that was not asked for', async () => {
    const all = (await events(await serving().chat({ stream: true }))) as { usage?: unknown }[];
    expect(all.some((chunk) => chunk.usage !== undefined)).toBe(false);
  });

  test('end with "length" when the limit cuts them, and with "stop" when the end token is the last that fits', async () => {
    const { chat } = serving({ answer: () => 'abc' });
    expect((await read(chat({ max_tokens: 3 }))).choices[0]).toMatchObject({ message: { content: 'abc' }, finish_reason: 'length' });
    expect((await read(chat({ max_completion_tokens: 4 }))).choices[0]).toMatchObject({ finish_reason: 'stop' });
  });

  test('end before a stop sequence, however it is spread over tokens', async () => {
    const { chat, text } = serving({ answer: () => 'one\n\ntwo' });
    const { choices } = await read(chat({ stop: ['\n\n', 'zzz'] }));
    expect(choices[0]).toMatchObject({ message: { content: 'one' }, finish_reason: 'stop' });
    const chunks = (await events(await chat({ stop: '\n\n', stream: true }))).slice(0, -1) as unknown as Answer[];
    expect(chunks.map(({ choices: [choice] }) => choice?.delta?.content ?? '').join('')).toBe('one');
    expect(text.running()).toBe(0);
  });

  test('tell log-probabilities of every token, without bytes where a token is part of a character', async () => {
    const { choices } = await read(serving({ answer: () => 'aé' }).chat({ logprobs: true, top_logprobs: 2 }));
    const content = choices[0]!.logprobs!.content;
    expect(content.map(({ token, logprob }) => [token, logprob])).toEqual([
      ['a', 0],
      ['\uFFFD', -0.1],
      ['\uFFFD', -0.2],
    ]);
    expect(content.map(({ bytes }) => bytes)).toEqual([[97], null, null]);
    expect(content[0]!.top_logprobs.map(({ token }) => token)).toEqual(['a', 'b']);
  });

  test('put the prefix of a task before the last user message, byte for byte, by `task` or by the name', async () => {
    const { chat, text } = serving({}, {}, { tasks: [task('sum', '[SUMMARIZATION] '), task('tag', '[TAG] ')] });
    const messages = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'ok' },
      {
        role: 'user',
        content: [
          { type: 'text', text: ' sec' },
          { type: 'text', text: 'ond' },
        ],
      },
    ];
    const answers = [await read(chat({ messages, task: 'sum' })), await read(chat({ messages, model: 'cards@2:tag' }))];
    expect(text.seen.map((request) => request.text)).toEqual([
      '<system>Be short.<user>first<assistant>ok<user>[SUMMARIZATION]  second<assistant>',
      '<system>Be short.<user>first<assistant>ok<user>[TAG]  second<assistant>',
    ]);
    expect(answers.map(({ model }) => model)).toEqual(['cards@2:sum', 'cards@2:tag']);
  });

  test('join the messages of a model that was trained on completions', async () => {
    const { chat, text } = serving({}, {}, { format: 'completion' });
    await chat({
      messages: [
        { role: 'user', content: 'Q: 1+1' },
        { role: 'user', content: '\nA:' },
      ],
    });
    expect(text.seen[0]?.text).toBe('Q: 1+1\nA:');
  });

  test('pass on seed, temperature and top_p, and draw a seed where none is given', async () => {
    const { chat, text } = serving();
    await chat({ seed: 7, temperature: 0, top_p: 0.5 });
    await chat();
    expect(text.seen[0]).toMatchObject({ seed: 7, temperature: 0, topP: 0.5 });
    expect(text.seen[1]?.seed).toSatisfy(Number.isSafeInteger);
  });
});

describe('completions', () => {
  test('take the prompt as it is, as text or as tokens, and answer with 16 tokens unless told otherwise', async () => {
    const { complete, text } = serving({ answer: () => 'x'.repeat(40) });
    const answer = await read(complete());
    expect(answer).toMatchObject({
      object: 'text_completion',
      choices: [{ text: 'x'.repeat(16), finish_reason: 'length', logprobs: null }],
    });
    await complete({ prompt: [72, 105] });
    await complete({ prompt: ['Hi'] });
    await complete({ prompt: '' });
    expect(text.seen.map(({ prompt }) => [...prompt])).toEqual([[72, 105], [72, 105], [72, 105], [256]]);
  });

  test('score a prompt with echo and no answer', async () => {
    const { choices } = (await (await serving().complete({ prompt: 'abc', max_tokens: 0, echo: true, logprobs: 1 })).json()) as {
      choices: { text: string; logprobs: object }[];
    };
    expect(choices[0]).toMatchObject({
      text: 'abc',
      finish_reason: 'length',
      logprobs: {
        tokens: ['a', 'b', 'c'],
        token_logprobs: [null, -0.1, -0.2],
        top_logprobs: [null, { a: -0.5 }, { a: -0.5 }],
        text_offset: [0, 1, 2],
      },
    });
  });

  test('stream with offsets that go on from part to part', async () => {
    const response = await serving({ answer: () => 'ok' }).complete({ stream: true, logprobs: 0, echo: true, stop: 'H' });
    const chunks = (await events(response)).slice(0, -1) as unknown as {
      choices: { text: string; logprobs: { text_offset: number[] } | null }[];
    }[];
    expect(chunks.map(({ choices: [choice] }) => [choice!.text, choice!.logprobs?.text_offset ?? null])).toEqual([
      ['H', [0]],
      ['i', [1]],
      ['o', [2]],
      ['k', [3]],
      ['', []],
    ]);
  });

  test('put the prefix of a task before the text', async () => {
    const { complete, text } = serving({}, {}, { tasks: [task('sum', '[S] ')] });
    await complete({ task: 'sum' });
    expect(text.seen[0]?.text).toBe('[S] Hi');
  });
});
