import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServing, type Serving } from '../../../src/cli/start-serving.ts';
import { readConfig } from '../../../src/config.ts';
import { checkoutFolder } from '../../../src/dev/checkout.ts';
import { servingDefaults } from '../../../src/servers/serve/serving-defaults.ts';
import { startTinyMachine, type TinyMachine } from '../../inference/tiny-model.ts';
import { madeVersion } from './made-version.ts';

/** The clauses of the demo's first stage, and the labels that it asks for. */
const labels = ['warranty', 'liability', 'patent', 'endorsement', 'source', 'notice', 'termination'];
const clauses = ['test', 'train']
  .flatMap((name) =>
    readFileSync(join(checkoutFolder, `examples/contract-review/data/general/${name}.jsonl`), 'utf8')
      .trim()
      .split('\n'),
  )
  .slice(0, 200)
  .map((line, index) => ({
    id: `c${index}`,
    messages: (JSON.parse(line) as { messages: { role: string; content: string }[] }).messages.slice(0, -1),
  }));

let machine: TinyMachine;
let serving: Serving;
let trainer: Map<string, number[]>;

beforeAll(async () => {
  machine = startTinyMachine();
  const { home, pool, modelFiles } = machine;
  const folder = join(home, 'small');
  mkdirSync(folder);
  const requests = join(home, 'choices.jsonl');
  const output = join(home, 'scores.jsonl');
  writeFileSync(requests, clauses.map((clause) => `${JSON.stringify({ ...clause, continuations: labels })}\n`).join(''));
  await pool.withTrainer({}, async (session) => {
    const { baseModel, folder: base } = await modelFiles.findBase('smollm2-135m', session);
    const shared = { model: { base, adapter: null }, format: 'chat', dtype: 'float32', threads: 2, batchSize: 20 } as const;
    await session.request({ op: 'score', ...shared, requests, output });
    writeFileSync(join(folder, 'lineage.json'), JSON.stringify(madeVersion({ name: 'small', model: { base: baseModel, adapter: null } })));
  });
  const scored = readFileSync(output, 'utf8').trim().split('\n');
  trainer = new Map(scored.map((line) => JSON.parse(line) as { id: string; logProbs: number[] }).map(({ id, logProbs }) => [id, logProbs]));
  const { precision, context, parallel } = servingDefaults;
  serving = await startServing({
    models: [folder],
    host: '127.0.0.1',
    port: 0,
    precision,
    context,
    parallel,
    threads: 2,
    gpu: false,
    apiKey: null,
    config: readConfig({ ANNEAL_HOME: home, ANNEAL_S3_BUCKET: '' }),
    tell: () => {},
  });
}, 900_000);

afterAll(async () => {
  await serving.stop(0);
  await machine[Symbol.asyncDispose]();
});

test('SmolLM2-135M, served as it is by default, finds the label the likeliest that the trainer finds', { timeout: 1_800_000 }, async () => {
  const client = new OpenAI({ baseURL: `${serving.url}/v1`, apiKey: 'none', maxRetries: 0 });
  const scoreOf = async (messages: (typeof clauses)[number]['messages'], label: string) => {
    const head = `${messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join('')}<|im_start|>assistant\n`;
    const asked = { model: 'small', prompt: `${head}${label}<|im_end|>`, echo: true, max_tokens: 0, logprobs: 0, temperature: 0 };
    const { token_logprobs: logProbs, text_offset: offsets } = (await client.completions.create(asked)).choices[0]!.logprobs!;
    return logProbs!.reduce((sum, one, index) => sum + (offsets![index]! >= head.length ? one : 0), 0);
  };
  let equal = 0;
  const differences: number[] = [];
  for (const { id, messages } of clauses) {
    const ours = await Promise.all(labels.map((label) => scoreOf(messages, label)));
    const theirs = trainer.get(id)!;
    equal += Number(ours.indexOf(Math.max(...ours)) === theirs.indexOf(Math.max(...theirs)));
    differences.push(...ours.map((score, index) => Math.abs(score - theirs[index]!)));
  }
  const sorted = differences.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toExponential(1);
  console.info(
    `${equal} of ${clauses.length} labels equal; log-probabilities differ by ${at(0.5)} (median), ${at(0.99)} (p99), ${at(1)} (most)`,
  );
  expect(clauses).toHaveLength(200);
  expect(equal).toBeGreaterThanOrEqual(198);
  expect(sorted.at(-1)).toBeLessThan(0.1);
});
