import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import OpenAI, { NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServing, type Serving } from '../../../src/cli/start-serving.ts';
import { readConfig } from '../../../src/config.ts';
import { checkoutFolder } from '../../../src/dev/checkout.ts';
import { startTinyMachine, type TinyMachine } from '../../inference/tiny-model.ts';
import { labels, questions, trainAdapter, trainerAnswers, versionFolder, type Question } from './tiny-adapters.ts';

let machine: TinyMachine;
let folders: string[];
let trainer: Awaited<ReturnType<typeof trainerAnswers>>[];
let serving: Serving;
let client: OpenAI;
const told: string[] = [];

const clientOf = (url: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });

beforeAll(async () => {
  machine = startTinyMachine();
  const { home, pool, modelFiles } = machine;
  ({ folders, trainer } = await pool.withTrainer({}, async (session) => {
    const { baseModel, folder: base } = await modelFiles.findBase('tiny-random', session);
    const made = { folders: [] as string[], trainer: [] as typeof trainer };
    for (const turn of [0, 1]) {
      const work = join(home, `work-${turn}`);
      const adapter = await trainAdapter(session, base, work, turn);
      made.trainer.push(await trainerAnswers(session, base, adapter, work));
      made.folders.push(versionFolder(join(home, `sums-${turn}`), `sums-${turn}`, baseModel, adapter));
    }
    return made;
  }));
  serving = await serve('f32');
  client = clientOf(serving.url);
}, 900_000);

const serve = (precision: 'f32' | 'f16') =>
  startServing({
    models: folders,
    host: '127.0.0.1',
    port: 0,
    precision,
    context: 512,
    parallel: 4,
    threads: 1,
    gpu: false,
    apiKey: null,
    config: readConfig({ ANNEAL_HOME: machine.home, ANNEAL_S3_BUCKET: '' }),
    tell: (line) => told.push(line),
  });

afterAll(async () => {
  await serving.stop(1_000);
  await machine[Symbol.asyncDispose]();
});

async function streamed(model: string, { messages }: Question): Promise<string> {
  const stream = await client.chat.completions.create({ model, messages: messages as never, temperature: 0, max_tokens: 12, stream: true });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

/** Log-probability of a label behind a question, its end token with it, as the trainer sums it. */
async function labelScore(asked: OpenAI, model: string, { messages }: Question, label: string): Promise<number> {
  const said = messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join('');
  const prompt = `${said}<|im_start|>assistant\n${label}<|im_end|>`;
  const { choices } = await asked.completions.create({ model, prompt, echo: true, max_tokens: 0, logprobs: 0, temperature: 0 });
  const scores = choices[0]!.logprobs!.token_logprobs!;
  return scores.slice(-(label.length + 1)).reduce((sum, one) => sum + one, 0); // a byte is a token
}

/** How far the server's scores of all labels are from the trainer's, over all questions. */
async function agreement(asked: OpenAI, model: string, scores: ReadonlyMap<string, { logProbs: number[] }>) {
  let equal = 0;
  const differences: number[] = [];
  for (const question of questions) {
    const ours = await Promise.all(labels.map((label) => labelScore(asked, model, question, label)));
    const theirs = scores.get(question.id)!.logProbs;
    equal += Number(indexOfHighest(ours) === indexOfHighest(theirs));
    differences.push(...ours.map((score, index) => Math.abs(score - theirs[index]!)));
  }
  const widest = Math.max(...differences);
  const middle = differences.toSorted((a, b) => a - b)[Math.floor(differences.length / 2)]!;
  return {
    equal,
    widest,
    text: `${equal} of ${questions.length} labels equal, log-probabilities differ by ${middle.toExponential(1)} (median), ${widest.toExponential(1)} (most)`,
  };
}

const indexOfHighest = (numbers: readonly number[]) => numbers.indexOf(Math.max(...numbers));

describe('models of the trainer, served by llama.cpp', () => {
  test(
    'stream to the unmodified openai package from two adapters at once, and say what the trainer says',
    { timeout: 300_000 },
    async () => {
      const equal = [0, 0];
      for (const question of questions) {
        const answers = await Promise.all([0, 1].map((index) => streamed(`sums-${index}`, question)));
        for (const [index, answer] of answers.entries()) equal[index]! += Number(answer === trainer[index]!.answers.get(question.id)!.text);
      }
      console.info(`f32: ${equal.join(' and ')} of ${questions.length} streamed answers equal`);
      expect(Math.min(...equal)).toBeGreaterThanOrEqual(198);
      const different = questions.filter(({ id }) => trainer[0]!.answers.get(id)!.text !== trainer[1]!.answers.get(id)!.text);
      expect(different.length).toBeGreaterThan(100); // so that a mix-up of adapters would have been seen
    },
  );

  test('find the same label the likeliest, and every label as likely within 0.02, in f16 within 0.03', { timeout: 1_200_000 }, async () => {
    await using half = Object.assign(await serve('f16'), { [Symbol.asyncDispose]: () => half.stop(0) });
    const servers = [['f32', client, 0.02] as const, ['f16', clientOf(half.url), 0.03] as const];
    for (const [precision, asked, tolerance] of servers) {
      const found = await agreement(asked, 'sums-0', trainer[0]!.scores);
      console.info(`${precision}: ${found.text}`);
      expect(found.equal).toBeGreaterThanOrEqual(198);
      expect(found.widest).toBeLessThan(tolerance);
    }
  });

  test('count tokens and ends as the trainer does', async () => {
    const question = questions[5]!;
    const answer = await client.chat.completions.create({
      model: 'sums-0',
      messages: question.messages as never,
      temperature: 0,
      max_tokens: 12,
    });
    const theirs = trainer[0]!.answers.get(question.id)!;
    expect(answer.usage).toMatchObject({ prompt_tokens: theirs.promptTokens, completion_tokens: theirs.answerTokens });
    expect(answer.choices[0]!.finish_reason).toBe(theirs.finish);
  });

  test('give the same answer for the same seed, also while others are asked', async () => {
    const draw = (seed: number) =>
      client.chat.completions.create({
        model: 'tiny-random',
        messages: [{ role: 'user', content: 'Hi' }],
        seed,
        max_tokens: 24,
        temperature: 1,
      });
    const [first, again, other] = await Promise.all([draw(1), draw(1), draw(2)]);
    expect(again.choices[0]!.message.content).toBe(first.choices[0]!.message.content);
    expect(other.choices[0]!.message.content).not.toBe(first.choices[0]!.message.content);
  });

  test('tell log-probabilities of the likeliest tokens, which add up to no more than 1', async () => {
    const { choices } = await client.chat.completions.create({
      model: 'sums-0',
      messages: questions[0]!.messages as never,
      logprobs: true,
      top_logprobs: 20,
      max_tokens: 2,
      temperature: 0,
    });
    const [first] = choices[0]!.logprobs!.content!;
    expect(first!.top_logprobs[0]!.token).toBe(first!.token);
    const total = first!.top_logprobs.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
    expect(total).toBeGreaterThan(0.9);
    expect(total).toBeLessThanOrEqual(1.000_01);
  });

  test('refuse as OpenAI does, so that its package throws its own errors', async () => {
    await expect(client.chat.completions.create({ model: 'poems', messages: [{ role: 'user', content: 'x' }] })).rejects.toThrow(
      NotFoundError,
    );
    const long = 'x'.repeat(600);
    await expect(client.completions.create({ model: 'sums-0', prompt: long })).rejects.toMatchObject({ code: 'context_length_exceeded' });
  });

  test('are dropped at run time, and others go on', async () => {
    expect(await client.models.delete('sums-1')).toMatchObject({ id: 'sums-1@1', deleted: true });
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['sums-0@1', 'tiny-random']);
    expect(await streamed('sums-0', questions[3]!)).toBe(trainer[0]!.answers.get('q3')!.text);
  });

  test('stop answering a client that has gone', async () => {
    const stream = await client.chat.completions.create({
      model: 'tiny-random',
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 400,
      stream: true,
    });
    for await (const chunk of stream) {
      expect(chunk.model).toBe('tiny-random');
      break; // the package closes the connection
    }
    await expect.poll(() => told.filter((line) => line.includes(' 499 tiny-random')), { timeout: 30_000 }).toHaveLength(1);
  });
});

describe('anneal serve', () => {
  test('finishes running answers after SIGTERM, takes no new ones, and exits with 0', { timeout: 300_000 }, async () => {
    const child = spawn(
      process.execPath,
      [join(checkoutFolder, 'src/cli.ts'), 'serve', folders[0]!, '--port', '0', '--threads', '1', '--precision', 'f32', '--json'],
      {
        env: { ...process.env, ANNEAL_HOME: machine.home },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString('utf8')));
    await expect.poll(() => said, { timeout: 200_000 }).toContain('}');
    const { url, models } = JSON.parse(said) as { url: string; models: string[] };
    expect(models).toEqual(['sums-0@1', 'tiny-random']);
    const stream = await clientOf(url).completions.create({
      model: 'tiny-random',
      prompt: 'Once',
      max_tokens: 120,
      stream: true,
      stream_options: { include_usage: true },
    });
    let tokens = 0;
    for await (const chunk of stream) {
      if (tokens === 0) child.kill('SIGTERM');
      tokens = chunk.usage?.completion_tokens ?? 1;
    }
    expect(tokens).toBeGreaterThan(1);
    expect(await ended).toEqual([0, null]);
    await expect(fetch(`${url}/health`)).rejects.toThrow(/fetch failed/);
  });
});
