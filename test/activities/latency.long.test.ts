import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLatencyActivities } from '../../src/activities/latency.ts';
import { installServing } from '../../src/cli/start-serving.ts';
import { readConfig } from '../../src/config.ts';
import type { LatencyRequest, LatencyResult } from '../../src/contracts/activities.ts';
import type { RowsRef } from '../../src/contracts/blob.ts';
import type { ModelRef } from '../../src/contracts/model.ts';
import { TimingSpec } from '../../src/contracts/spec.ts';
import { packageFolder } from '../../src/package-folder.ts';
import { createLocalServer } from '../../src/servers/serve/local-server.ts';
import { createStepResults } from '../../src/storage/step-results.ts';
import { startTinyMachine, type TinyMachine } from '../inference/tiny-model.ts';
import { trainAdapter } from '../servers/serve/tiny-adapters.ts';

const { setUpFolder } = readConfig();
const empty = mkdtempSync(join(tmpdir(), 'anneal-not-set-up-'));
let machine: TinyMachine;
let base: ModelRef;
let tuned: ModelRef;
let rows: RowsRef;

beforeAll(async () => {
  await installServing({ setUpFolder });
  machine = startTinyMachine();
  const { home, pool, modelFiles, blobs } = machine;
  await pool.withTrainer({}, async (session) => {
    const { baseModel, folder } = await modelFiles.findBase('tiny-random', session);
    const adapter = await trainAdapter(session, folder, join(home, 'work'), 0);
    const files = ['adapter_model.safetensors', 'adapter_config.json'].map(
      async (name) => [name, await blobs.putFile(join(adapter, name))] as const,
    );
    base = { base: baseModel, adapter: null };
    tuned = { base: baseModel, adapter: Object.fromEntries(await Promise.all(files)) };
  });
  rows = await blobs.putLines(
    Array.from({ length: 60 }, (_, index) => ({
      id: createHash('sha256').update(String(index)).digest('hex'),
      messages: [
        { role: 'system', content: 'Sums.' },
        { role: 'user', content: `${index % 20} + ${Math.floor(index / 20)}` },
        { role: 'assistant', content: 'low' },
      ],
      source: { file: 'x.jsonl', line: index + 1 },
    })),
  );
}, 300_000);

afterAll(async () => {
  await machine[Symbol.asyncDispose]();
  rmSync(empty, { recursive: true, force: true });
});

const newEnvironment = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

function measure(changes: Partial<LatencyRequest>, { folder = setUpFolder, environment = newEnvironment() } = {}): Promise<LatencyResult> {
  const { blobs, store, pool, home, modelFiles } = machine;
  const errors = (error: unknown) => {
    throw error;
  };
  const server = createLocalServer({
    source: join(packageFolder, 'serve'),
    setUpFolder: folder,
    home,
    modelFiles,
    threads: 1,
    version: '0',
    onError: errors,
  });
  const stepResults = createStepResults(store, blobs);
  const { measureLatency } = createLatencyActivities({ blobs, stepResults, withTrainer: pool.withTrainer, server });
  const request: LatencyRequest = {
    title: 'tuned',
    model: tuned,
    set: { test: 'sums', split: 'test', rows, answers: 'labels', labels: null, format: 'chat', prefix: '', train: rows },
    latency: { rows: 40, concurrency: [1, 10], requests: 40 },
    compute: { device: 'cpu', dtype: 'float32', threads: 1 },
    maxNewTokens: 12,
    seed: 1,
    timing: TimingSpec.parse({ heartbeatSeconds: 0.2 }),
    ...changes,
  };
  return environment.run<[LatencyRequest], LatencyResult, typeof measureLatency>(measureLatency, request);
}

describe('measureLatency with llama.cpp', { timeout: 300_000 }, () => {
  test('measures a tuned model and its base at every level, without a failure', async () => {
    for (const model of [tuned, base]) {
      const { report, engine, reason } = await measure({ model });
      expect(reason).toBeNull();
      expect(engine).toMatch(/^anneal serve \(node-llama-cpp \d+\.\d+\.\d+, f16, 1 thread, 4 requests at once\)$/);
      expect(report!.map(({ concurrency }) => concurrency)).toEqual([1, 10]);
      for (const { warmUp, report: level } of report!) {
        expect(warmUp.failed).toBe(0);
        expect(level).toMatchObject({ requests: 40, invalid: 0, failures: { estimate: { mean: 0 } }, endToEndMs: { n: 40 } });
        expect(level.tokensPerSecond).toBeGreaterThan(0);
        expect(level.firstTokenMs.p95.value).toBeLessThanOrEqual(level.endToEndMs.p95.value!);
      }
      const [one, ten] = report!.map((level) => level.report);
      expect(ten!.firstTokenMs.p50.value).toBeGreaterThan(one!.firstTokenMs.p50.value!); // six of ten wait
    }
  });

  test('measures models that were trained on completions', async () => {
    const set = {
      test: 'sums',
      split: 'test',
      rows,
      answers: 'text',
      labels: null,
      format: 'completion',
      prefix: '',
      train: rows,
    } as const;
    const { report } = await measure({ set, latency: { rows: 3, concurrency: [2], requests: 6 } });
    expect(report![0]!.report.failures.estimate!.mean).toBe(0);
  });

  test('waits for the device while another holds it, and gives it back when it is cancelled', async () => {
    const environment = newEnvironment();
    const doing: string[] = [];
    environment.on('heartbeat', (beat: { doing: string }) => doing.push(beat.doing));
    const held = Promise.withResolvers<void>();
    const holding = machine.pool.withTrainer({}, () => held.promise);
    const measuring = measure({ fresh: true, maxNewTokens: 200, latency: { rows: 40, concurrency: [4], requests: 5000 } }, { environment });
    await expect.poll(() => doing, { timeout: 20_000 }).toContain('waiting for the device');
    held.resolve();
    await holding;
    await expect.poll(() => doing, { timeout: 60_000 }).toContain('answering');
    environment.cancel();
    await expect(measuring).rejects.toThrow(/CANCELLED|cancel/i);
    await machine.pool.withTrainer({}, async () => {});
  });

  test('installs nothing where llama.cpp is not installed, and says how to', async () => {
    const { report, reason } = await measure({ maxNewTokens: 5 }, { folder: empty });
    expect(report).toBeNull();
    expect(reason).toContain('anneal serve --install');
  });
});
