import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunHandle } from '../../src/client/start-run.ts';
import { RunResult } from '../../src/contracts/run.ts';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { labelRows, writeRows } from '../fixtures/rows.ts';
import { type CommandLine, commandLine, errorOf } from './command-line.ts';
import { type Installation, startInstallation } from './installation.ts';
import { keysBelow, runIs, until } from './moments.ts';
import { quickEvaluation, quickTiming, shortTraining, tolerantGates, unreachableGates } from './quick-spec.ts';

/** Never comes of itself while the tests run. */
const farOff = { cron: '0 2 1 1 *' };

let installation: Installation;
let cli: CommandLine;
let spec: ProgressiveSpecInput;
beforeAll(async () => {
  installation = await startInstallation();
  cli = commandLine(installation);
  const dataset = await installation.upload('rows', labelRows(40, 1));
  const stages = [{ name: 'colours', dataset, answers: 'labels' as const, training: shortTraining }];
  spec = { stages, gates: tolerantGates, timing: quickTiming, evaluation: quickEvaluation };
}, 240_000);
afterAll(() => installation.stop());

const trainingOf = async (run: string) => (await installation.anneal.report(run)).stages[0]!.attempts[0]!.training;

describe('a nightly schedule', { timeout: 600_000 }, () => {
  let first: RunHandle;

  test('runs one at a time, in UTC, makes up for 26 hours, and names the model after itself', async () => {
    const { schedules } = installation.anneal;
    expect(await schedules.create('nightly', spec, farOff)).toMatchObject({ created: true });
    const described = await schedules.describe('nightly');
    expect(described).toMatchObject({
      name: 'nightly',
      workflow: 'progressiveFineTune',
      model: 'nightly',
      spec: { ...spec, name: 'nightly' },
      queue: 'anneal',
      times: ['cron 0 2 1 1 *'],
      timeZone: 'UTC',
      overlap: 'SKIP',
      catchUpHours: 26,
      paused: false,
      recentRuns: [],
      started: 0,
      skipped: 0,
      missed: 0,
    });
    expect(described.nextRun!.toISOString()).toMatch(/-01-01T02:00:00\.000Z$/);
  });

  test('starts a run by hand, with its own name and the time as workflow id', async () => {
    first = await cli.json<RunHandle>('schedule', 'trigger', 'nightly');
    expect(first).toMatchObject({ started: true, workflowId: expect.stringMatching(/^nightly-\d{4}-\d\d-\d\dT/) as string });
    expect(await installation.anneal.wait(first.workflowId)).toMatchObject({ outcome: 'completed', name: 'nightly', modelVersion: 1 });
  });

  test('answers a night over unchanged data from step results, as another version of the same model', async () => {
    const { anneal } = installation;
    const done = [await keysBelow(installation, 'steps/'), await keysBelow(installation, 'training/')];
    expect(done.map((keys) => keys.length > 0)).toEqual([true, true]);
    const second = await anneal.schedules.trigger('nightly');
    expect(second).toMatchObject({ started: true });
    expect(await anneal.wait(second.workflowId)).toMatchObject({ outcome: 'completed', name: 'nightly', modelVersion: 2 });
    expect([await keysBelow(installation, 'steps/'), await keysBelow(installation, 'training/')]).toEqual(done); // nothing done, nothing tried
    expect(await trainingOf(second.workflowId)).toEqual(await trainingOf(first.workflowId));
    expect(await keysBelow(installation, `runs/${first.runId}/logs/`)).not.toEqual([]);
    expect(await keysBelow(installation, `runs/${second.runId}/logs/`)).toEqual([]); // no trainer trained

    const { recentRuns, started, running } = await anneal.schedules.describe('nightly');
    expect(recentRuns.map(({ workflowId, state }) => [workflowId, state])).toEqual([
      [second.workflowId, 'COMPLETED'],
      [first.workflowId, 'COMPLETED'],
    ]);
    expect({ started, running }).toEqual({ started: 2, running: [] });
  });
});

describe('run --key --wait, as cron and Airflow call it', { timeout: 600_000 }, () => {
  const night = (path: string, key: string) => ['--json', 'run', path, '--key', key, '--wait'];

  test('0: two at once wait for one run, and its outcome is told again ever after; 2: another spec under the key', async () => {
    const path = cli.writeSpec('keyed.yaml', { ...spec, name: 'nightly' });
    const atOnce = await Promise.all([cli.anneal(...night(path, 'nightly-2026-11-23')), cli.anneal(...night(path, 'nightly-2026-11-23'))]);
    for (const end of [...atOnce, await cli.anneal(...night(path, 'nightly-2026-11-23'))]) {
      expect(end).toMatchObject({ code: 0, stderr: '' });
      expect(RunResult.parse(JSON.parse(end.stdout))).toMatchObject({ outcome: 'completed', name: 'nightly', modelVersion: 3 });
    }
    const other = await cli.anneal(...night(cli.writeSpec('other.yaml', { ...spec, name: 'nightly', seed: 5 }), 'nightly-2026-11-23'));
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(errorOf(other).name).toBe('RunKeyConflict');
  });

  test('3: rejected by a gate, and told so again', async () => {
    const refused = { ...spec, name: 'nightly', gates: unreachableGates, onFailedGate: { retry: { max: 0 } } };
    const path = cli.writeSpec('refused.yaml', refused);
    for (const _time of [1, 2]) {
      const end = await cli.anneal(...night(path, 'refused'));
      expect(end).toMatchObject({ code: 3, stderr: '' });
      expect(RunResult.parse(JSON.parse(end.stdout))).toMatchObject({ outcome: 'rejected', modelVersion: null });
    }
  });
});

describe('rerun', { timeout: 600_000 }, () => {
  test('starts the spec of another run under a key of its own, with values set; unchanged steps are not done again', async () => {
    const trained = await keysBelow(installation, 'training/');
    const set = ['--set', 'gates.quality={"notWorseThanStartBy": 1}', '--set', 'gates.retention.minimum=0'];
    const run = await cli.json<RunHandle>('rerun', 'refused', ...set);
    expect(run).toMatchObject({ started: true, workflowId: expect.stringMatching(/^refused-rerun-[0-9a-f]{8}$/) as string });
    expect(await installation.anneal.wait(run.workflowId)).toMatchObject({ outcome: 'completed', name: 'nightly', modelVersion: 4 });
    expect(await keysBelow(installation, 'training/')).toEqual(trained);
    const again = await installation.anneal.rerun(run.workflowId, { runKey: 'by-its-key' });
    expect(again).toMatchObject({ started: true, workflowId: 'by-its-key' });
    expect(await installation.anneal.wait('by-its-key')).toMatchObject({ outcome: 'completed', modelVersion: 5 });
  });

  test.each([
    ['stages.0.training.epoch=5', /"epoch"; allowed here: epochs, learningRate.*at stages\[0\]\.training/s],
    ['stages.7.replay=0.5', /stages\.7\.replay.*a number from 0 to 1/],
  ])('with --set %s starts nothing, names the path and says what is allowed there', async (set, said) => {
    const end = await cli.anneal('rerun', 'refused', '--set', set, '--key', 'never-started');
    expect(end).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(said) as string });
    await expect(installation.anneal.describe('never-started')).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('of a run that is not there, or is no run, ends with 2', async () => {
    expect(await cli.anneal('rerun', 'no-such-run')).toMatchObject({ code: 2, stderr: expect.stringContaining('no-such-run') as string });
    await installation.temporal.workflow.start('askModel', { workflowId: 'a-question', taskQueue: 'nobody', args: [{}] });
    await expect(installation.anneal.rerun('a-question')).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('not a run') as string,
    });
  });
});

describe('a schedule while a run goes on', { timeout: 600_000 }, () => {
  test('skips what is due and what is triggered, and tells of both; deleting it leaves the run', async () => {
    const { anneal } = installation;
    const asking = { ...spec, gates: unreachableGates, onFailedGate: { retry: { max: 0 }, then: 'ask' as const }, name: 'nightly' };
    await anneal.schedules.create('busy', asking, { cron: '*/2 * * * * * *' });
    const { running } = await until('the schedule has started a run by itself', async () => {
      const described = await anneal.schedules.describe('busy');
      return described.running.length > 0 && described;
    });
    await runIs(installation, running[0]!, 'waits for a person', ({ progress }) => progress?.waitingFor === 'colours');
    const skipped = await until('more was due', async () => {
      const described = await anneal.schedules.describe('busy');
      return described.skipped > 0 && described;
    });
    expect(skipped).toMatchObject({ started: 1, running });
    expect(skipped.nextRuns.length).toBeGreaterThan(1);

    await anneal.schedules.pause('busy', 'enough for now');
    const paused = await anneal.schedules.describe('busy');
    expect(paused).toMatchObject({ paused: true, note: 'enough for now', nextRun: null, nextRuns: [] });
    await delay(1_100); // the server drops a trigger that comes within a second of another start
    expect(await cli.said('schedule', 'trigger', 'busy')).toContain(`Skipped: ${running[0]} goes on still`);
    const text = await cli.said('schedule', 'describe', 'busy');
    for (const said of [
      'paused (enough for now)',
      `1 started, ${paused.skipped + 1} skipped`,
      'none while it is paused',
      `now     ${running[0]}`,
    ])
      expect(text).toContain(said);
    expect(await cli.said('schedule', 'delete', 'busy')).toContain('is not touched');
    expect(await cli.anneal('schedule', 'describe', 'busy')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no schedule "busy"') as string,
    });
    await anneal.decide(running[0]!, 'stop');
    expect(await anneal.wait(running[0]!)).toMatchObject({ outcome: 'rejected' });
  });
});

describe('making schedules', { timeout: 120_000 }, () => {
  test('uploads local rows and says what is frozen; the same name again is one clear error, unless it is an update', async () => {
    const shared = spec.stages[0]!.dataset as string;
    writeRows(join(installation.root, 'rows.jsonl'), labelRows(40, 1));
    const path = cli.writeSpec('two.yaml', {
      stages: [
        { name: 'shared', dataset: shared },
        { name: 'own', dataset: ['rows.jsonl'] },
      ],
    });
    const text = await cli.said(
      'schedule',
      'create',
      'two',
      path,
      '--cron',
      '30 1 * * MON-FRI',
      '--time-zone',
      'Europe/Berlin',
      '--paused',
    );
    const frozen = [
      'Made schedule two: cron 30 1 * * 1-5 Europe/Berlin',
      `read again by each run: ${shared}`,
      'frozen as uploaded now: rows.jsonl',
    ];
    for (const said of frozen) expect(text).toContain(said);

    const twice = await cli.anneal('--json', 'schedule', 'create', 'two', path, '--every', '6h');
    expect(twice).toMatchObject({ code: 2, stdout: '' });
    expect(errorOf(twice)).toMatchObject({
      name: 'ScheduleExists',
      message: expect.stringMatching(/"two".*--update.*schedule delete two/) as string,
    });
    const { schedules } = installation.anneal;
    expect(await schedules.describe('two')).toMatchObject({ times: ['cron 30 1 * * 1-5'], paused: true, model: 'two' });
    const updated = await cli.json('schedule', 'create', 'two', path, '--every', '6h', '--update');
    expect(updated).toMatchObject({
      created: false,
      times: ['every 6 h'],
      paused: true,
      overlap: 'SKIP',
      frozen: ['rows.jsonl'],
      readAgain: [shared],
    });
    const { stages } = (await schedules.describe('two')).spec as ProgressiveSpecInput;
    expect(stages[1]!.dataset).toEqual([expect.stringMatching(/^s3:\/\/anneal\/uploads\/.*rows\.jsonl$/)]);
    await schedules.unpause('two');
    expect((await schedules.describe('two')).nextRuns.length).toBeGreaterThan(0);
  });

  test('of a spec with tasks starts the multi-task workflow', async () => {
    const { schedules } = installation.anneal;
    const tasks = ['route', 'card'].map((name) => ({ name, dataset: `s3://anneal/${name}.jsonl` }));
    expect(await schedules.create('desk', { tasks }, farOff)).toMatchObject({
      workflow: 'multiTaskFineTune',
      model: 'desk',
      spec: { tasks },
    });
    await schedules.delete('desk');
  });

  test('with a name, times or a spec that cannot be used is refused, and says what is allowed', async () => {
    const cases: [string, ProgressiveSpecInput, object, string, string][] = [
      ['Nightly run', spec, farOff, 'InvalidInput', 'expected 1 to 63'],
      ['bad', spec, { cron: 'every night' }, 'InvalidInput', '"0 2 * * *"'],
      ['bad', spec, {}, 'InvalidInput', 'one of the two'],
      ['bad', { stages: [] }, farOff, 'InvalidSpec', 'at stages'],
      ['bad', { ...spec, baseModel: `sk-${'a1'.repeat(20)}` }, farOff, 'InvalidSpec', 'Nothing was sent'],
    ];
    for (const [schedule, given, times, name, said] of cases) {
      const message = expect.stringContaining(said) as string;
      await expect(installation.anneal.schedules.create(schedule, given, times)).rejects.toMatchObject({ name, message });
    }
    await expect(installation.anneal.schedules.describe('bad')).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('leaves alone what starts something else, and what is not there', async () => {
    const { schedules } = installation.anneal;
    const { schedule } = installation.temporal;
    const action = { type: 'startWorkflow' as const, workflowType: 'sendReports', taskQueue: 'reports' };
    await schedule.create({ scheduleId: 'reports', spec: { intervals: [{ every: '1 day' }] }, action });
    for (const act of [schedules.describe, schedules.trigger, schedules.pause, schedules.unpause, schedules.delete]) {
      await expect(act('no-such')).rejects.toMatchObject({ name: 'NotFound', message: expect.stringContaining('schedule list') as string });
      await expect(act('reports')).rejects.toMatchObject({
        name: 'InvalidInput',
        message: expect.stringContaining('sendReports') as string,
      });
    }
    expect((await schedule.getHandle('reports').describe()).state.paused).toBe(false);
    const all = async () => {
      const found: string[] = [];
      for await (const { scheduleId } of schedule.list()) found.push(scheduleId);
      return found;
    };
    await until('the server lists them', async () => (await all()).toSorted().join(' ').includes('nightly reports two'));
    expect((await schedules.list()).map(({ name }) => name)).toEqual(['nightly', 'two']);
    expect(await cli.said('schedule', 'list')).toMatch(/nightly +cron 0 2 1 1 \* UTC .*nightly-\d{4}-/);
  });
});
