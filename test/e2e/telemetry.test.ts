import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { metrics, type MetricName } from '../../src/contracts/metrics.ts';
import { reservePorts } from '../../src/dev/free-ports.ts';
import { read } from '../docs/pages.ts';
import { labelRows } from '../fixtures/rows.ts';
import { readExposition, sumOf, type MetricFamily } from '../telemetry/exposition.ts';
import { type Installation, startInstallation } from './installation.ts';
import { oneStage, shortTraining } from './quick-spec.ts';
import { runCli } from './run-cli.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

const plantedKey = 'sk-planted0123456789abcdef';
const plantedWord = 'quillobrast';
let installation: Installation;
let worker: WorkerProcess;
let address: string;
let families: MetricFamily[];
let lines: Record<string, unknown>[];
let output: string;

beforeAll(async () => {
  installation = await startInstallation({ worker: false });
  const { anneal, root } = installation;
  address = `127.0.0.1:${(await reservePorts(1, join(root, 'metrics'))).ports[0]}`;
  worker = await startWorkerProcess(installation, 'told', {
    ANNEAL_METRICS_ADDRESS: address,
    ANNEAL_LOG_FORMAT: 'json',
    ANNEAL_PYTHON: talkativePython(),
  });
  const rows = labelRows(40, 1).map(({ input, output: answer }) => ({ input: `${input} ${plantedWord}`, output: answer }));
  const spec = await oneStage(installation, 'told');
  const dataset = await installation.upload('told-planted', rows);
  await anneal.start({ ...spec, training: shortTraining, stages: [{ ...spec.stages[0]!, dataset }] }, { runKey: 'told' });
  await anneal.wait('told');
  await anneal.start({ ...spec, baseModel: 'no-such-model' }, { runKey: 'failing' });
  await anneal.wait('failing').catch(() => {});
  families = readExposition(await scrape());
}, 240_000);
afterAll(async () => {
  await worker?.stop();
  await installation.stop();
});

async function scrape(): Promise<string> {
  const response = await fetch(`http://${address}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  return response.text();
}

/** A Python whose start-up says something on standard error, as libraries do, and lets a key slip. */
function talkativePython(): string {
  const path = join(installation.root, 'python');
  const line = `2026-11-23 09:42:01,123 library WARNING token ${plantedKey} is not used`;
  writeFileSync(path, `#!/bin/sh\necho '${line}' >&2\nexec '${installation.config.python}' "$@"\n`);
  chmodSync(path, 0o700);
  return path;
}

describe('the metrics endpoint of a worker', { timeout: 300_000 }, () => {
  test('counts the runs, stages, steps, tokens, checkpoints and answers that there were', async () => {
    const [stage] = (await installation.anneal.report('told')).stages;
    const { training } = stage!.attempts[0]!;
    const sum = (name: string, labels: Record<string, string> = {}) => sumOf(families, name, labels);
    expect(sum('anneal_run_started_total', { workflowType: 'progressiveFineTune' })).toBe(2);
    expect(sum('anneal_run_completed_total', { outcome: 'completed' })).toBe(1);
    expect(sum('anneal_run_completed_total', { outcome: 'failed' })).toBe(1);
    expect(sum('anneal_run_completed_total', { outcome: 'rejected' })).toBe(0);
    expect(sum('anneal_run_failures_total', { failure: 'UnknownBaseModel' })).toBe(1);
    expect(sum('anneal_run_failures_total')).toBe(1);
    expect(sum('anneal_run_seconds_count')).toBe(2);
    expect(sum('anneal_stage_completed_total', { outcome: 'accepted', decided_by: 'gates' })).toBe(1);
    expect(sum('anneal_stage_attempts_total')).toBe(stage!.attempts.length);
    expect(sum('anneal_gate_verdicts_total')).toBe(stage!.gates.length);
    expect(sum('anneal_activity_failures_total', { activity: 'describeBaseModel', failure: 'UnknownBaseModel' })).toBe(1);
    expect(sum('anneal_train_steps_total')).toBe(training.steps);
    expect(sum('anneal_train_tokens_total')).toBe(training.trainTokens);
    expect(sum('anneal_train_seconds_count', { outcome: 'finished' })).toBe(1);
    expect(sum('anneal_train_active')).toBe(0);
    expect(sum('anneal_checkpoint_upload_bytes_total')).toBeGreaterThan(10_000);
    expect(sum('anneal_checkpoint_upload_seconds_count', { outcome: 'stored' })).toBeGreaterThan(0);
    expect(Date.now() / 1000 - sum('anneal_checkpoint_last_upload_timestamp_seconds')!).toBeLessThan(240);
    expect(sum('anneal_trainer_starts_total')).toBe(1);
    expect(sum('anneal_trainer_restarts_total')).toBe(0);
    expect(sum('anneal_evaluation_items_total', { operation: 'score' })).toBeGreaterThan(0);
    expect(sum('anneal_worker_info')).toBe(1);
  });

  test('has every metric of the table with its type and meaning, Temporal’s beside them, and names that end in units', () => {
    const own = families.filter(({ name }) => name.startsWith('anneal_'));
    expect(Object.fromEntries(own.map(({ name, type, help }) => [name, [type, help]]))).toEqual(
      Object.fromEntries(Object.entries(metrics).map(([name, { kind, help }]) => [name, [kind, help]])),
    );
    // The SDK calls its count of local activities "…_total" itself, so that the exporter's suffix comes twice.
    const theirs = families.filter(({ name }) => name.startsWith('temporal_') && name !== 'temporal_local_activity_total_total');
    expect(theirs.length).toBeGreaterThan(10);
    const endings: Record<string, RegExp> = { counter: /_total$/, histogram: /_seconds$/, gauge: /./ };
    expect([...own, ...theirs].filter(({ name, type }) => !endings[type]!.test(name) || /_total_total|_seconds_s/.test(name))).toEqual([]);
  });

  test('labels its series with few values: no run, stage or id is among them', () => {
    const values = families.flatMap(({ samples }) => samples).flatMap(({ labels }) => Object.values(labels));
    expect(values.filter((value) => /^(?:told|failing|colours)$|[0-9a-f]{8}-[0-9a-f]{4}/.test(value))).toEqual([]);
    const strays = families
      .filter(({ name }) => name.startsWith('anneal_'))
      .flatMap(({ name, samples }) =>
        Object.entries<readonly string[] | null>(metrics[name as MetricName].labels).flatMap(([label, allowed]) =>
          samples.filter(({ labels }) => allowed !== null && !allowed.includes(labels[label]!)),
        ),
      );
    expect(strays).toEqual([]);
  });

  test('has the metrics of Temporal that the page alerts on', () => {
    const named = [...read('docs/metrics.md').matchAll(/`[^`]*\b(temporal_\w+?)(?:_sum|_count|_bucket)?[ {[)`]/gu)].map(([, name]) => name);
    const rare = ['temporal_workflow_task_execution_failed_total']; // there once a workflow task has failed
    const known = new Set(families.map(({ name }) => name));
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !known.has(name!) && !rare.includes(name!))).toEqual([]);
  });

  test('a taken address is one clear error, as a line of the log where that is JSON', async () => {
    const variables = { ...installation.variables, ANNEAL_HOME: join(installation.root, 'told') };
    const taken = await runCli(['worker'], { ...variables, ANNEAL_METRICS_ADDRESS: address, ANNEAL_LOG_FORMAT: 'json' });
    expect(taken).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(taken.stderr)).toMatchObject({
      level: 'error',
      message: expect.stringMatching(new RegExp(`ANNEAL_METRICS_ADDRESS is ${address}.*in use.*free port`)) as string,
    });
  });

  test.each(['localhost:9464', '127.0.0.1', '127.0.0.1:0', '[::1]', '::1:9464', '127.0.0.1:70000'])('%s is no address for it', (given) => {
    expect(() => readConfig({ ANNEAL_METRICS_ADDRESS: given })).toThrow(/127\.0\.0\.1:9464[^]*ANNEAL_METRICS_ADDRESS/);
  });

  test.each(['127.0.0.1:9464', '0.0.0.0:80', '[::1]:9464'])('%s is one', (given) => {
    expect(readConfig({ ANNEAL_METRICS_ADDRESS: given }).metricsAddress).toBe(given);
  });
});

describe('the log of a worker', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    await worker.stop();
    output = worker.output();
    lines = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  });
  const withinRun = () => lines.filter(({ workflowId }) => workflowId === 'told');

  test('is JSON to the last line, each with time, level and message', () => {
    for (const line of lines) {
      expect(line).toMatchObject({
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
        level: expect.stringMatching(/^(?:trace|debug|info|warn|error)$/) as string,
        message: expect.any(String) as string,
      });
    }
    expect(lines.map(({ source }) => source)).toEqual(expect.arrayContaining([undefined, 'worker', 'workflow', 'activity', 'trainer']));
  });

  test('tells of every line within a run which run it is, and the stage, activity and attempt where there is one', async () => {
    const { runId } = await installation.anneal.describe('told');
    expect(withinRun().length).toBeGreaterThan(8);
    expect(withinRun().filter((line) => line['runId'] !== runId)).toEqual([]);
    const training = withinRun().filter(({ activity }) => activity === 'trainStage');
    expect(training.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['training begins', 'checkpoint is in the store', 'training finished']),
    );
    for (const line of training) expect(line).toMatchObject({ stage: 'colours', attempt: 1 });
    expect(training.filter(({ message }) => message === 'training finished')).toMatchObject([{ step: expect.any(Number) as number }]);
    expect(withinRun().filter(({ message }) => message === 'run status: training')).toMatchObject([
      { stage: 'colours', source: 'workflow' },
    ]);
    expect(withinRun().at(-1)).toMatchObject({ message: 'run ends: completed', outcome: 'completed' });
  });

  test('tells of a failure its name', () => {
    const failed = lines.find(({ workflowId, message }) => workflowId === 'failing' && message === 'Activity failed');
    expect(failed).toMatchObject({ level: 'warn', activity: 'describeBaseModel', error: { name: 'UnknownBaseModel' } });
  });

  test('holds what trainers write, told by the run that they worked for', () => {
    expect(lines.find(({ source }) => source === 'trainer')).toMatchObject({
      level: 'warn',
      message: 'token [redacted] is not used',
      workflowId: 'told',
      activity: 'describeBaseModel',
    });
  });

  test('holds no secret and no row', () => {
    for (const secret of [plantedKey, installation.environment.s3.secretAccessKey, plantedWord]) expect(output).not.toContain(secret);
  });
});
