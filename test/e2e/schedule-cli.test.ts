import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { RunResult } from '../../src/contracts/run.ts';
import { labelRows, writeRows } from '../fixtures/rows.ts';
import { type Installation, startInstallation } from './installation.ts';
import { midTraining, runIs, until } from './moments.ts';
import { askingSpec, longTraining, oneStage, quickEvaluation, quickTiming, shortTraining, tolerantGates } from './quick-spec.ts';
import { type CliEnd, runCli, startCli } from './run-cli.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 240_000);
afterAll(() => installation.stop());

const anneal = (...args: string[]): Promise<CliEnd> => runCli(args, installation.variables);

async function json<T>(...args: string[]): Promise<T> {
  const end = await anneal('--json', ...args);
  expect(end, `anneal ${args.join(' ')}`).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(end.stdout) as T;
}

function writeSpec(name: string, spec: object): string {
  const path = join(installation.root, name);
  writeFileSync(path, stringify(spec));
  return path;
}

describe('run --key --wait, as cron and Airflow call it', { timeout: 300_000 }, () => {
  const night = (spec: string, key: string) => ['--json', 'run', spec, '--key', key, '--wait'];

  test('0: both of two at once wait for one run, and its outcome is told again ever after', async () => {
    const spec = writeSpec('night.yaml', { ...(await oneStage(installation, 'night')), training: shortTraining });
    const ends = await Promise.all([anneal(...night(spec, 'nightly-2026-11-23')), anneal(...night(spec, 'nightly-2026-11-23'))]);
    const again = await anneal(...night(spec, 'nightly-2026-11-23'));
    for (const end of [...ends, again]) {
      expect(end).toMatchObject({ code: 0, stderr: '' });
      expect(RunResult.parse(JSON.parse(end.stdout))).toMatchObject({ outcome: 'completed', modelVersion: 1 });
    }
    expect((await installation.anneal.list()).filter(({ workflowId }) => workflowId === 'nightly-2026-11-23')).toHaveLength(1);
  });

  test('2: another spec under the key', async () => {
    const spec = writeSpec('other.yaml', { ...(await oneStage(installation, 'night')), training: shortTraining, seed: 5 });
    const end = await anneal(...night(spec, 'nightly-2026-11-23'));
    expect(end).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(end.stderr)).toMatchObject({ error: { name: 'RunKeyConflict' } });
  });

  test('3: rejected by a gate, and again when asked again; 4: cancelled, and then it starts anew', async () => {
    const asking = await askingSpec(installation, 'refused');
    const spec = writeSpec('refused.yaml', { ...asking, stages: asking.stages.slice(0, 1), onFailedGate: { retry: { max: 0 } } });
    for (const _time of [1, 2]) {
      const end = await anneal(...night(spec, 'refused-1'));
      expect(end).toMatchObject({ code: 3, stderr: '' });
      expect(RunResult.parse(JSON.parse(end.stdout))).toMatchObject({ outcome: 'rejected', modelVersion: null });
    }
    const long = writeSpec('long.yaml', { ...(await oneStage(installation, 'long', 40, 3)), training: { ...longTraining, epochs: 900 } });
    const waiting = anneal(...night(long, 'long-1'));
    await until('the run is there', () => installation.anneal.describe('long-1'));
    await midTraining(installation, 'long-1', 1);
    await installation.anneal.cancel('long-1');
    const end = await waiting;
    expect(end).toMatchObject({ code: 4, stdout: '' });
    expect(JSON.parse(end.stderr)).toMatchObject({ error: { message: expect.stringContaining('cancelled') as string } });
    expect(await json('run', long, '--key', 'long-1')).toMatchObject({ started: true });
    await installation.anneal.cancel('long-1');
  });

  test('1: failed, or terminated by somebody; a failed one is started anew', async () => {
    const spec = writeSpec('failing.yaml', { baseModel: 'no-such-model', ...(await oneStage(installation, 'failing', 40, 4)) });
    const runIds = new Set<string>();
    for (const _time of [1, 2]) {
      const end = await anneal(...night(spec, 'failing-1'));
      expect(end).toMatchObject({ code: 1, stdout: '' });
      expect(JSON.parse(end.stderr)).toMatchObject({ error: { name: 'UnknownBaseModel' } });
      runIds.add((await installation.anneal.describe('failing-1')).runId);
    }
    expect(runIds.size).toBe(2);
    const asking = await askingSpec(installation, 'terminated');
    const waiting = startCli(night(writeSpec('terminated.yaml', asking), 'terminated-1'), installation.variables).ended;
    await until('the run is there', () => installation.anneal.describe('terminated-1'));
    await installation.temporal.workflow.getHandle('terminated-1').terminate('by hand');
    const end = await waiting;
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(end.stderr)).toMatchObject({ error: { message: expect.stringContaining('terminated: by hand') as string } });
  });
});

describe('rerun', { timeout: 300_000 }, () => {
  test('starts the same spec under a key of its own, and the same model: nothing is trained again', async () => {
    const run = await json<{ workflowId: string; started: boolean }>('rerun', 'nightly-2026-11-23');
    expect(run).toMatchObject({ started: true, workflowId: expect.stringMatching(/^nightly-2026-11-23-rerun-[0-9a-f]{8}$/) as string });
    expect(await json('wait', run.workflowId)).toMatchObject({ outcome: 'completed', name: 'night', modelVersion: 2 });
    const training = async (of: string) => (await installation.anneal.report(of)).stages[0]!.attempts[0]!.training;
    expect(await training(run.workflowId)).toEqual(await training('nightly-2026-11-23'));
  });

  test('sets values, keeps the name that came from the workflow id, and waits', async () => {
    const { name: _name, ...spec } = { ...(await oneStage(installation, 'plain', 40, 6)), training: shortTraining };
    await installation.anneal.start(spec, { runKey: 'plain-1' });
    await installation.anneal.wait('plain-1');
    const sets = ['--set', 'stages.0.training.epochs=2', '--set', 'baseModel=tiny-random'];
    const end = await anneal('--json', 'rerun', 'plain-1', ...sets, '--key', 'plain-2', '--wait');
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(end.stdout)).toMatchObject({ name: 'plain-1', modelVersion: 2 });
    const { plan } = await installation.anneal.report('plain-2');
    expect(plan.stages[0]!.training).toMatchObject({ ...shortTraining, epochs: 2 });
  });

  test.each([
    ['stages.0.training.epoch=5', 'allowed here: epochs, learningRate'],
    ['stages.0.training.epochs=many', 'expected number, received string'],
    ['stages.7.replay=0.5', 'must be a number from 0 to 1'],
    ['name.first=x', 'nothing below it'],
    ['epochs', 'is not path=value'],
  ])('with --set %s ends with 2, names the path and says what is allowed there', async (set, allowed) => {
    const before = (await installation.anneal.list()).length;
    const end = await anneal('rerun', 'nightly-2026-11-23', '--set', set);
    expect(end).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(allowed) as string });
    expect((await installation.anneal.list()).length).toBe(before);
  });

  test('of a run that is not there, or is no run, ends with 2', async () => {
    expect(await anneal('rerun', 'no-such-run')).toMatchObject({ code: 2, stderr: expect.stringContaining('no-such-run') as string });
    await installation.anneal.plan(await oneStage(installation, 'planned', 40, 7));
    const [plan] = await until('the dry run is listed', async () => {
      const found: string[] = [];
      for await (const { workflowId } of installation.temporal.workflow.list({ query: 'WorkflowType STARTS_WITH "plan"' }))
        found.push(workflowId);
      return found.length > 0 && found;
    });
    expect(await anneal('rerun', plan!)).toMatchObject({ code: 2, stderr: expect.stringContaining('not a run') as string });
  });
});

describe('schedule', { timeout: 300_000 }, () => {
  test('create uploads local rows and says what is frozen; twice is an error; list, describe, pause, unpause and delete tell of it', async () => {
    writeRows(join(installation.root, 'rows.jsonl'), labelRows(40, 1));
    const shared = await installation.upload('shared', labelRows(40, 2));
    const spec = writeSpec('nightly.yaml', {
      stages: [
        { name: 'shared', dataset: shared },
        { name: 'own', dataset: ['rows.jsonl'] },
      ],
      gates: tolerantGates,
      timing: quickTiming,
      evaluation: quickEvaluation,
    });
    const text = await anneal('schedule', 'create', 'cli-nightly', spec, '--cron', '0 2 * * *', '--time-zone', 'Europe/Berlin');
    expect(text).toMatchObject({ code: 0, stderr: '' });
    for (const said of [
      'cron 0 2 * * * Europe/Berlin',
      `read again by each run: ${shared}`,
      'frozen as uploaded now: rows.jsonl',
      'model  cli-nightly',
    ])
      expect(text.stdout).toContain(said);

    const twice = await anneal('--json', 'schedule', 'create', 'cli-nightly', spec, '--every', '6h');
    expect(twice).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(twice.stderr)).toMatchObject({
      error: { name: 'ScheduleExists', message: expect.stringContaining('--update') as string },
    });
    expect(await json('schedule', 'create', 'cli-nightly', spec, '--every', '6h', '--update')).toMatchObject({
      created: false,
      times: ['every 6 h'],
      frozen: ['rows.jsonl'],
      readAgain: [shared],
    });

    await until('it is listed', async () => (await json<unknown[]>('schedule', 'list')).length > 0);
    expect((await anneal('schedule', 'list')).stdout).toMatch(/cli-nightly +every 6 h UTC/);
    const described = await json<{ spec: { stages: { dataset: unknown }[] } }>('schedule', 'describe', 'cli-nightly');
    expect(described.spec.stages[1]!.dataset).toEqual([expect.stringMatching(/^s3:\/\/anneal\/uploads\/.*rows\.jsonl$/)]);

    expect(await json('schedule', 'pause', 'cli-nightly', '--note', 'holidays')).toMatchObject({ name: 'cli-nightly' });
    const paused = (await anneal('schedule', 'describe', 'cli-nightly')).stdout;
    for (const said of ['paused (holidays)', 'none while it is paused', '0 started, 0 skipped', 'within 26 h'])
      expect(paused).toContain(said);
    expect(await json('schedule', 'unpause', 'cli-nightly')).toMatchObject({ answer: expect.stringContaining('goes on') as string });
  });

  test('trigger starts a run; while it goes on another trigger is skipped, and describe says so', async () => {
    const asking = await askingSpec(installation, 'busy');
    const spec = writeSpec('busy.yaml', { ...asking, stages: asking.stages.slice(0, 1) });
    await json('schedule', 'create', 'busy', spec, '--every', '365d');
    const run = await json<{ workflowId: string; started: boolean }>('schedule', 'trigger', 'busy');
    expect(run.started).toBe(true);
    await runIs(installation, run.workflowId, 'waits for a person', ({ progress }) => progress?.waitingFor === 'first');
    expect(await json('schedule', 'trigger', 'busy')).toMatchObject({ started: false, workflowId: run.workflowId });
    const text = (await anneal('schedule', 'describe', 'busy')).stdout;
    for (const said of ['1 started, 1 skipped', `now     ${run.workflowId}`, `${run.workflowId}  `, 'running'])
      expect(text).toContain(said);
    expect((await anneal('schedule', 'delete', 'busy')).stdout).toContain('is not touched');
    expect(await anneal('schedule', 'describe', 'busy')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no schedule "busy"') as string,
    });
    await installation.anneal.decide(run.workflowId, 'stop');
  });
});

test('a server that goes away ends --wait with 5, and says that the run is safe', async () => {
  const asking = await askingSpec(installation, 'outage');
  const waiting = startCli(['run', writeSpec('outage.yaml', asking), '--key', 'outage-1', '--wait'], installation.variables);
  await waiting.says('Started outage-1');
  await runIs(installation, 'outage-1', 'waits for a person', ({ progress }) => progress?.waitingFor === 'first');
  await installation.environment.temporal.kill();
  try {
    expect(await waiting.ended).toMatchObject({ code: 5, stderr: expect.stringContaining('Run outage-1 is safe') as string });
  } finally {
    await installation.environment.temporal.restart();
  }
}, 300_000);
