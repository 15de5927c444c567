import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLatencyActivities } from '../../src/activities/latency.ts';
import type { LatencyRequest, LatencyResult, TestSet } from '../../src/contracts/activities.ts';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import type { Row } from '../../src/contracts/row.ts';
import { LoadLevel } from '../../src/contracts/serving-report.ts';
import { TimingSpec } from '../../src/contracts/spec.ts';
import type { ModelServer } from '../../src/inference/model-server.ts';
import { createBlobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import { createStepResults } from '../../src/storage/step-results.ts';
import type { TrainerPool } from '../../src/trainer-process/trainer-pool.ts';
import { type ChatEndpoint, type ChatEndpointOptions, startChatEndpoint } from '../fakes/chat-endpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'anneal-latency-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const store = createFolderObjectStore(join(folder, 'store'));
const blobs = createBlobs(store, { scratch: folder });

/** llama.cpp's part is played by an endpoint that answers at the pace that it is told. */
let endpoint: ChatEndpoint;
let fake: ChatEndpointOptions;
let [loans, stops] = [0, 0];
let seed = 0;
beforeEach(async () => {
  fake = {};
  [loans, stops] = [0, 0];
  seed += 1; // so that no test finds another one's result
  endpoint = await startChatEndpoint({ fault: (request) => fake.fault?.(request) ?? null });
});
afterEach(() => endpoint.stop());

const server: ModelServer = {
  engine: 'a pretended server',
  missing: async () => null,
  start: async () => ({ url: endpoint.url, model: 'model@1', stop: async () => void (stops += 1) }),
};
const withTrainer = ((_, body) => {
  loans += 1;
  return body({ pid: 1 } as never);
}) as TrainerPool['withTrainer'];

async function testSet(count: number, given: Partial<TestSet> = {}): Promise<TestSet> {
  const rows = Array.from({ length: count }, (_, index): Row => {
    const messages = [
      { role: 'user' as const, content: `What is number ${index}?` },
      { role: 'assistant' as const, content: 'one' },
    ];
    return { id: createHash('sha256').update(String(index)).digest('hex'), messages, source: { file: 'x.jsonl', line: index + 1 } };
  });
  const ref = await blobs.putLines(rows);
  return { test: 'numbers', split: 'test', rows: ref, answers: 'text', labels: null, format: 'chat', prefix: '[N] ', train: ref, ...given };
}

async function measure(
  changes: Partial<LatencyRequest> = {},
  own: Partial<ModelServer> = {},
  environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }),
): Promise<LatencyResult> {
  const request: LatencyRequest = {
    title: 'base',
    model: { base: { name: 'tiny-random', source: { kind: 'tiny-random', seed: 0 }, hash: 'base' }, adapter: null },
    set: await testSet(30),
    latency: { rows: 5, concurrency: [1, 3], requests: 6 },
    compute: { device: 'cpu', dtype: 'float32', threads: 1 },
    maxNewTokens: 9,
    timing: TimingSpec.parse({ heartbeatSeconds: 0.05 }),
    seed,
    ...changes,
  };
  const stepResults = createStepResults(store, blobs);
  const { measureLatency } = createLatencyActivities({ blobs, stepResults, withTrainer, server: { ...server, ...own } });
  return environment.run<[LatencyRequest], LatencyResult, typeof measureLatency>(measureLatency, request);
}

const asked = () => endpoint.seen.map(({ body }) => body.messages![0]!.content);

describe('measureLatency', () => {
  test('asks a seeded sample of the test questions behind their prefix, and stops the server', async () => {
    const { report, engine, reason } = await measure();
    expect({ engine, reason, stops }).toEqual({ engine: 'a pretended server', reason: null, stops: 1 });
    expect(report!.map((level) => LoadLevel.parse(level).concurrency)).toEqual([1, 3]);
    expect(endpoint.seen).toHaveLength(6 + 1 + 6 + 3);
    expect(new Set(asked()).size).toBe(5);
    expect(asked().every((question) => question.startsWith('[N] What is number '))).toBe(true);
    expect(endpoint.seen[0]!.body).toMatchObject({ model: 'model@1', max_tokens: 9 });
  });

  test('measures once, and anew when the run is fresh or anything else is asked for', async () => {
    const first = await measure();
    expect(await measure()).toEqual(first);
    expect(loans).toBe(1);
    await measure({ maxNewTokens: 10 });
    await measure({ set: await testSet(29) });
    await measure({ fresh: true });
    await measure({}, { engine: 'another server' });
    expect(loans).toBe(5);
  });

  test('beats with the requests that are done', async () => {
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    const beats: { stage: string; step: number; totalSteps: number; doing: string }[] = [];
    environment.on('heartbeat', (beat) => beats.push(beat));
    fake.fault = (request) => (request === 15 ? { kind: 'silence' } : null);
    const measuring = measure({}, {}, environment);
    await expect.poll(() => beats.at(-1)?.step).toBe(15);
    expect(beats[0]).toMatchObject({ stage: 'latency of base', doing: 'loading' });
    expect(beats.at(-1)).toMatchObject({ doing: 'answering', totalSteps: 16 });
    environment.cancel();
    await expect(measuring).rejects.toThrow(CancelledFailure);
  });

  test('gives up at once when it is cancelled, stops the server and keeps nothing', async () => {
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    fake.fault = () => ({ kind: 'silence' });
    const measuring = measure({}, {}, environment);
    await expect.poll(() => endpoint.seen.length).toBe(1);
    environment.cancel();
    await expect(measuring).rejects.toThrow(CancelledFailure);
    expect(stops).toBe(1);
    fake.fault = () => null;
    expect((await measure()).report).not.toBeNull();
    expect(loans).toBe(2);
  });

  test('reports an endpoint that fails half of its requests', async () => {
    fake.fault = (request) => (request % 2 ? { kind: 'status', status: 503, message: 'busy' } : null);
    const { report } = await measure({ latency: { rows: 5, concurrency: [2], requests: 10 } });
    expect(report![0]!.report).toMatchObject({ failures: { estimate: { mean: 0.5 } }, failed: { http: { 503: 5 } } });
  });

  test('says why nothing was measured where no server can be started, and measures when one can', async () => {
    const missing = async () => 'It is not installed. Install it.';
    expect(await measure({}, { missing })).toEqual({
      report: null,
      engine: 'a pretended server',
      reason: 'It is not installed. Install it.',
    });
    expect(loans).toBe(0);
    expect((await measure()).reason).toBeNull();
  });

  test('says why nothing was measured of a model that the server does not know, or of no questions', async () => {
    const start = () => Promise.reject(new AnnealFailure('BackendRefused', 'Models of the kind Gemma have no GGUF form.'));
    expect((await measure({}, { start })).reason).toContain('Gemma');
    expect((await measure({ set: await testSet(0) })).reason).toContain('no rows');
  });

  test('fails as it should where the server fails otherwise', async () => {
    const start = () => Promise.reject(new AnnealFailure('DiskFull', 'No room.'));
    await expect(measure({}, { start })).rejects.toThrow('No room.');
  });
});
