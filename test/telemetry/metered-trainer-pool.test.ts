import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Log } from '../../src/telemetry/log-line.ts';
import { createMeters } from '../../src/telemetry/meters.ts';
import { meteredTrainerPool } from '../../src/telemetry/metered-trainer-pool.ts';
import { createTrainerPool, type TrainerPool } from '../../src/trainer-process/trainer-pool.ts';
import { recordMetrics } from './recorded-metrics.ts';

const python = fileURLToPath(new URL('../../.anneal/venv/bin/python', import.meta.url));
const trainerFolder = fileURLToPath(new URL('../trainer-process/faulty-trainer', import.meta.url));
const metrics = recordMetrics();
let home = '';
let pool: TrainerPool;
let lines: string[] = [];
const tell = (level: string) => (message: string, fields?: Record<string, unknown>) =>
  void lines.push(`${level} ${String(fields?.['sdkComponent'])}: ${message}`);
const log: Log = { info: tell('info'), warn: tell('warn'), error: tell('error') };

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'anneal-metered-'));
  lines = [];
  for (const key of Object.keys(metrics.values)) delete metrics.values[key];
  const trainers = createTrainerPool({ python, trainerFolder, home, environment: { PATH: '/usr/bin:/bin' }, threads: 1 });
  pool = meteredTrainerPool(trainers, createMeters(metrics.source), () => log);
});
afterEach(async () => {
  await pool.stop();
  rmSync(home, { recursive: true, force: true });
});

const ask = (what: string, signal?: AbortSignal) =>
  pool.withTrainer(signal === undefined ? {} : { signal }, (session) =>
    session.request({ op: 'prepareBase', source: { kind: 'gguf-package', package: what, file: 'f' }, output: '/nowhere' }),
  );
const restarts = () =>
  Object.fromEntries(Object.entries(metrics.values).filter(([key]) => key.startsWith('anneal_trainer_restarts_total')));

test('a trainer that is kept is started once and never restarted', async () => {
  await ask('exit');
  await ask('exit');
  expect(metrics.values).toMatchObject({ anneal_trainer_starts_total: 1, anneal_device_wait_seconds_count: 2 });
  expect(restarts()).toEqual({});
});

test('one that dies or fails in the middle of work counts by the name of the failure', async () => {
  await expect(ask('sigkill')).rejects.toMatchObject({ name: 'TrainerFailed' });
  await expect(ask('error')).rejects.toMatchObject({ name: 'TrainingDiverged' });
  await ask('exit');
  expect(restarts()).toEqual({
    'anneal_trainer_restarts_total{reason="TrainerFailed"}': 1,
    'anneal_trainer_restarts_total{reason="TrainingDiverged"}': 1,
  });
  expect(metrics.values['anneal_trainer_starts_total']).toBe(3);
});

test('one that a cancel ended counts as stopped', async () => {
  const abort = new AbortController();
  await pool.withTrainer({ signal: abort.signal }, async () => abort.abort());
  expect(restarts()).toEqual({ 'anneal_trainer_restarts_total{reason="stopped"}': 1 });
});

test('what it writes reaches the log', async () => {
  await expect(ask('exit9')).rejects.toMatchObject({ name: 'TrainerFailed' });
  expect(lines).toContain('info trainer: the last words');
});
