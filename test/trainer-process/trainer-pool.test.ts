import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identifyProcess } from '../../src/trainer-process/process-identity.ts';
import type { StallLimits } from '../../src/trainer-process/stall-watch.ts';
import { createTrainerPool } from '../../src/trainer-process/trainer-pool.ts';
import type { TrainerPool, TrainerPoolOptions } from '../../src/trainer-process/trainer-pool.ts';
import type { TrainerSession } from '../../src/trainer-process/trainer-session.ts';

const python = fileURLToPath(new URL('../../.anneal/venv/bin/python', import.meta.url));
const trainerFolder = fileURLToPath(new URL('./faulty-trainer', import.meta.url));
let home = '';
let pools: TrainerPool[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'anneal-pool-'));
});
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.stop()));
  pools = [];
  rmSync(home, { recursive: true, force: true });
});

function makePool(options: Partial<TrainerPoolOptions> = {}): TrainerPool {
  const pool = createTrainerPool({ python, trainerFolder, home, environment: { PATH: '/usr/bin:/bin' }, threads: 1, ...options });
  pools.push(pool);
  return pool;
}

/** Asks the faulty trainer to do something; resolves with the pid of the trainer that did it. */
async function ask(session: TrainerSession, what: string, options: Parameters<TrainerSession['request']>[1] = {}): Promise<number> {
  const facts = await session.request(
    { op: 'prepareBase', source: { kind: 'gguf-package', package: what, file: 'f' }, output: '/nowhere' },
    options,
  );
  return Number(facts.folder);
}
const once = (pool: TrainerPool, what: string, options: Parameters<typeof ask>[2] = {}) =>
  pool.withTrainer({}, (session) => ask(session, what, options));
const gone = (pid: number) => identifyProcess(pid) === null;

describe('keeping trainers', () => {
  test('the process is kept between requests and ended when idle', async () => {
    const pool = makePool({ idleSeconds: 0.3 });
    const first = await once(pool, 'exit');
    expect(await once(pool, 'exit')).toBe(first);
    expect(pool.pid()).toBe(first);
    await delay(800);
    expect(pool.pid()).toBeNull();
    expect(gone(first)).toBe(true);
    expect(await once(pool, 'exit')).not.toBe(first);
  });

  test('it is replaced after a failure and after a cancel', async () => {
    const pool = makePool();
    const first = await once(pool, 'exit');
    await expect(once(pool, 'error')).rejects.toMatchObject({ name: 'TrainingDiverged', message: 'loss is NaN at step 3' });
    const second = await once(pool, 'exit');
    const abort = new AbortController();
    await pool.withTrainer({ signal: abort.signal }, async (session) => {
      await ask(session, 'exit');
      abort.abort();
    });
    const third = await once(pool, 'exit');
    expect(new Set([first, second, third]).size).toBe(3);
    expect([first, second].every(gone)).toBe(true);
  });

  test('a body that fails without asking the trainer anything leaves it as it is', async () => {
    const pool = makePool();
    const first = await once(pool, 'exit');
    await expect(pool.withTrainer({}, () => Promise.reject(new Error('the disk is away')))).rejects.toThrow('the disk is away');
    expect(await once(pool, 'exit')).toBe(first);
  });

  test('two pools on one device work one after the other and tell that they wait', async () => {
    const [one, other] = [makePool(), makePool()];
    const order: string[] = [];
    let waited = 0;
    const first = one.withTrainer({}, async () => {
      order.push('one in');
      await delay(400);
      order.push('one out');
    });
    await delay(200);
    await other.withTrainer({ onWaiting: () => waited++ }, async () => void order.push('other in'));
    await first;
    expect(order).toEqual(['one in', 'one out', 'other in']);
    expect(waited).toBeGreaterThan(0);
  });

  test('the trainer of a dead worker is ended before another starts', async () => {
    const worker = `
      import { createTrainerPool } from ${JSON.stringify(new URL('../../src/trainer-process/trainer-pool.ts', import.meta.url).href)};
      const pool = createTrainerPool(${JSON.stringify({ python, trainerFolder, home, environment: {}, threads: 1 })});
      await pool.withTrainer({}, async (session) => {
        session.request({ op: 'prepareBase', source: { kind: 'gguf-package', package: 'silent', file: 'f' }, output: 'x' }).catch(() => {});
        process.stdout.write(String(session.pid));
        await new Promise((resolve) => setTimeout(resolve, 100));
        process.kill(process.pid, 'SIGKILL');
      });`;
    let orphan = '';
    try {
      execFileSync(process.execPath, ['--input-type=module', '-e', worker], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    } catch (error) {
      orphan = (error as { stdout: string }).stdout;
    }
    expect(gone(Number(orphan))).toBe(false);
    const pool = makePool({ leftoverSeconds: 0.2 });
    await once(pool, 'exit');
    expect(gone(Number(orphan))).toBe(true);
  });
});

describe('what goes wrong', () => {
  test.each([
    ['exit75', { name: 'TrainerInterrupted' }],
    ['exit78', { name: 'BackendRefused', message: expect.stringContaining('the last words') }],
    ['exit3', { name: 'TrainerFailed', message: expect.stringContaining('exit code 3') }],
    [
      'sigkill',
      {
        name: 'TrainerFailed',
        message: expect.stringContaining('killed from outside'),
        details: expect.objectContaining({ signal: 'SIGKILL', outOfMemory: false }),
      },
    ],
    ['print', { name: 'TrainerFailed', message: expect.stringContaining('Downloading shards') }],
    ['wrong', { name: 'TrainerFailed', message: expect.stringContaining('step') }],
    ['other', { name: 'TrainerFailed', message: expect.stringContaining('prepareBase') }],
  ])('a trainer that does %s fails the request by name, and the next one works', async (what, failure) => {
    const pool = makePool();
    await expect(once(pool, what)).rejects.toMatchObject(failure);
    expect(pool.pid()).toBeNull();
    await once(pool, 'exit');
  });

  test.each<[string, StallLimits]>([
    ['silent', { startSeconds: 0.3, seconds: 60 }],
    ['stuck', { startSeconds: 0.3, seconds: 60 }],
  ])('a %s trainer is killed as stalled', async (what, stall) => {
    await expect(once(makePool(), what, { stall })).rejects.toMatchObject({ name: 'TrainerStalled' });
  });

  test('a trainer that answers in time is left alone, also when a step takes longer than the limit', async () => {
    const pool = makePool();
    expect(await once(pool, 'lively', { stall: { startSeconds: 1, seconds: 0.05 } })).toBe(pool.pid());
  });

  test('a trainer that does not say hello is given up', async () => {
    const pool = makePool({ startSeconds: 0.5, environment: { NVIDIA_TEST_SILENT_START: '1' } });
    await expect(once(pool, 'exit')).rejects.toMatchObject({ name: 'TrainerStalled' });
  });

  test('an interpreter that is not there is named', async () => {
    await expect(once(makePool({ python: '/nowhere/python' }), 'exit')).rejects.toMatchObject({
      name: 'BackendRefused',
      message: expect.stringContaining('/nowhere/python'),
    });
  });

  test('an aborted signal asks for nothing', async () => {
    await expect(once(makePool(), 'exit', { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late');
  });
});

test('the kernel knows of no credential in the environment of a trainer', { skip: process.platform !== 'linux' }, async () => {
  const pool = makePool({ environment: { ANNEAL_S3_SECRET_ACCESS_KEY: 'planted' } });
  const pid = await once(pool, 'exit');
  const environ = readFileSync(`/proc/${pid}/environ`, 'utf8');
  expect(environ).toContain('HF_HUB_OFFLINE=1');
  expect(environ).not.toContain('planted');
});

test('a trainer sees no credential of the worker', async () => {
  const planted = {
    AWS_SECRET_ACCESS_KEY: 'planted',
    OPENAI_API_KEY: 'planted',
    HF_TOKEN: 'planted',
    CUDA_VISIBLE_DEVICES: '0',
    PATH: '/usr/bin:/bin',
  };
  const pool = makePool({ environment: planted });
  const seen: Record<string, string>[] = [];
  await once(pool, 'environment', { onAnswer: (answer) => answer.type === 'warning' && seen.push(JSON.parse(answer.message)) });
  expect(seen[0]).toMatchObject({ CUDA_VISIBLE_DEVICES: '0', HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1', PYTHONHASHSEED: '0' });
  expect(JSON.stringify(seen)).not.toContain('planted');
});
