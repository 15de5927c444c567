import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { greedy } from '../../src/inference/model-client.ts';
import type { AskProgress, ModelClient } from '../../src/inference/model-client.ts';
import { trainerModelClient } from '../../src/inference/trainer-model-client.ts';
import { startTinyMachine } from './tiny-model.ts';
import type { TinyMachine } from './tiny-model.ts';

const questions = Array.from({ length: 12 }, (_, index) => ({
  id: `q${index}`,
  messages: [{ role: 'user', content: `What is ${index} and ${'more '.repeat(index)}?` }],
}));
const scored = questions.map((question, index) => ({ ...question, continuations: ['yes', `no ${index}`] }));

let machine: TinyMachine;
let base = '';
beforeAll(async () => {
  machine = startTinyMachine();
  base = await machine.pool.withTrainer({}, async (session) => (await machine.modelFiles.findBase('tiny-random', session)).folder);
});
afterAll(() => machine[Symbol.asyncDispose]());

/** Asks the tiny model with answers under `scratch`. */
function withClient<Result>(scratch: string, body: (client: ModelClient) => Promise<Result>): Promise<Result> {
  return machine.pool.withTrainer({}, (session) => body(clientOf(session, scratch)));
}

function clientOf(session: Parameters<typeof trainerModelClient>[0]['session'], scratch: string): ModelClient {
  const model = { base, adapter: null };
  return trainerModelClient({
    session,
    model,
    format: 'chat',
    batchSize: 4,
    dtype: 'float32',
    threads: 1,
    scratch: join(machine.home, scratch),
  });
}

const answersFile = (scratch: string) => {
  const folder = join(machine.home, scratch);
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.answers.jsonl'))!,
  );
};

describe('a model in the trainer', () => {
  test('generates in the order of the questions and tells its progress', async () => {
    const told: AskProgress[] = [];
    const lines = await withClient('generate', (client) =>
      client.generate(questions, greedy(8), { onProgress: (progress) => told.push(progress) }),
    );
    expect(lines.map(({ id }) => id)).toEqual(questions.map(({ id }) => id));
    expect(lines.every(({ answerTokens, finish }) => answerTokens === 8 || finish === 'stop')).toBe(true);
    expect(told.at(-1)).toMatchObject({ doing: 'answering', done: 12, total: 12 });
  });

  test('scores every continuation, and a longer prompt has more tokens', async () => {
    const lines = (await withClient('score', (client) => client.score(scored)))!;
    expect(lines.map(({ logProbs }) => logProbs.length)).toEqual(scored.map(() => 2));
    expect(lines.every(({ logProbs }) => logProbs.every((logProb) => logProb < 0))).toBe(true);
    expect(lines[0]!.tokens).toEqual([4, 5]); // bytes and the end token
    expect(lines[11]!.promptTokens).toBeGreaterThan(lines[0]!.promptTokens);
  });

  test('answers that are all there are not asked again', async () => {
    const first = await withClient('again', (client) => client.generate(questions, greedy(8)));
    const never = { request: () => Promise.reject(new Error('asked again')) };
    expect(await clientOf(never, 'again').generate(questions, greedy(8))).toEqual(first);
    await expect(clientOf(never, 'again').generate(questions, greedy(9))).rejects.toThrow('asked again');
    await expect(clientOf(never, 'again').generate(questions.slice(1), greedy(8))).rejects.toThrow('asked again');
  });

  test('lines that a kill left torn are dropped and asked again; the others stay as they are', async () => {
    const whole = await withClient('torn', (client) => client.generate(questions, greedy(8)));
    const lines = readFileSync(answersFile('torn'), 'utf8').split('\n');
    const torn = [...lines.slice(0, 5), '{"id": "q3", "te', '\0\0\0', lines[6], lines[7]!.slice(0, 20)].join('\n');
    writeFileSync(answersFile('torn'), torn);
    const mended = await withClient('torn', (client) => client.generate(questions, greedy(8)));
    expect(mended.map(({ id, text }) => [id, text])).toEqual(whole.map(({ id, text }) => [id, text]));
    const kept = [...lines.slice(0, 5), lines[6]!];
    expect(readFileSync(answersFile('torn'), 'utf8').split('\n').slice(0, 6)).toEqual(kept);
  });

  test('aborting ends the call with the signal’s reason and keeps what was answered', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const many = Array.from({ length: 200 }, (_, index) => ({ ...questions[index % 12]!, id: `m${index}` }));
    const asked = withClient('abort', (client) =>
      client.generate(many, greedy(64), { signal: abort.signal, onProgress: ({ done }) => done >= 8 && abort.abort(reason) }),
    );
    await expect(asked).rejects.toBe(reason);
    const kept = readFileSync(answersFile('abort'), 'utf8').trimEnd().split('\n').length;
    expect(kept).toBeGreaterThanOrEqual(8);
    expect(kept).toBeLessThan(200);
    await expect(withClient('abort', (client) => client.score(scored, { signal: abort.signal }))).rejects.toBe(reason);
  });

  test('says what it cannot read, by the row', async () => {
    const long = [{ id: 'long', messages: [{ role: 'user', content: 'x'.repeat(3000) }] }];
    await expect(withClient('long', (client) => client.generate(long, greedy(8)))).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('long'),
    });
  });
});
