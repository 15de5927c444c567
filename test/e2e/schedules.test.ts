import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { labelRows } from '../fixtures/rows.ts';
import { type Installation, startInstallation } from './installation.ts';
import { keysBelow, runIs, until } from './moments.ts';
import { askingSpec, oneStage, shortTraining } from './quick-spec.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 240_000);
afterAll(() => installation.stop());

/** Never comes of itself while the tests run. */
const farOff = { cron: '0 2 1 1 *' };

/** Without the name that a schedule gives it. */
async function unnamed(name: string, seed: number): Promise<ProgressiveSpecInput> {
  const { name: _name, ...spec } = { ...(await oneStage(installation, name, 40, seed)), training: shortTraining };
  return spec;
}

describe('a nightly schedule', { timeout: 300_000 }, () => {
  let nightly: ProgressiveSpecInput;
  beforeAll(async () => {
    nightly = await unnamed('nightly', 1);
    await installation.anneal.schedules.create('nightly', nightly, farOff);
  }, 60_000);

  test('starts one run at a time, in UTC, makes up for 26 hours, and names the model after itself', async () => {
    expect(await installation.anneal.schedules.describe('nightly')).toMatchObject({
      name: 'nightly',
      workflow: 'progressiveFineTune',
      model: 'nightly',
      spec: { ...nightly, name: 'nightly' },
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
    const { nextRuns, nextRun } = await installation.anneal.schedules.describe('nightly');
    expect(nextRuns[0]!.toISOString()).toMatch(/-01-01T02:00:00\.000Z$/);
    expect(nextRun).toEqual(nextRuns[0]);
  });

  test('a night over unchanged data is answered from step results, and lands under the same model', async () => {
    const { anneal } = installation;
    const first = await anneal.schedules.trigger('nightly');
    expect(first).toMatchObject({ started: true, workflowId: expect.stringMatching(/^nightly-\d{4}-\d\d-\d\dT/) as string });
    expect(await anneal.wait(first.workflowId)).toMatchObject({ outcome: 'completed', name: 'nightly', modelVersion: 1 });
    const done = await stored();
    expect(done.steps.length).toBeGreaterThan(4);

    const second = await anneal.schedules.trigger('nightly');
    expect(second).toMatchObject({ started: true });
    expect(second.workflowId).not.toBe(first.workflowId);
    expect(await anneal.wait(second.workflowId)).toMatchObject({ outcome: 'completed', name: 'nightly', modelVersion: 2 });
    expect(await stored()).toEqual(done); // no step was done again, no training tried
    const [before, after] = [await trainingOf(first.workflowId), await trainingOf(second.workflowId)];
    expect(after).toEqual(before);
    expect(await keysBelow(installation, `runs/${first.runId}/logs/`)).not.toEqual([]);
    expect(await keysBelow(installation, `runs/${second.runId}/logs/`)).toEqual([]); // no trainer trained

    const { recentRuns, started, running } = await anneal.schedules.describe('nightly');
    expect(recentRuns.map(({ workflowId, state }) => [workflowId, state])).toEqual([
      [second.workflowId, 'COMPLETED'],
      [first.workflowId, 'COMPLETED'],
    ]);
    expect({ started, running }).toEqual({ started: 2, running: [] });
  });

  test('a night with new rows under its glob trains anew', async () => {
    const { anneal } = installation;
    const { stages, ...spec } = await unnamed('growing', 2);
    const newDay = (day: number) =>
      installation.store.put(
        `growing/${day}.jsonl`,
        labelRows(40, 20 + day)
          .map((row) => JSON.stringify(row))
          .join('\n'),
      );
    await newDay(1);
    await anneal.schedules.create('growing', { ...spec, stages: [{ ...stages[0]!, dataset: 's3://anneal/growing/*.jsonl' }] }, farOff);
    await anneal.wait((await anneal.schedules.trigger('growing')).workflowId);
    const before = await stored();
    await newDay(2);
    const night = await anneal.schedules.trigger('growing');
    expect(await anneal.wait(night.workflowId)).toMatchObject({ modelVersion: 2 });
    expect((await anneal.report(night.workflowId)).data[0]!.counts.read).toBe(80);
    expect((await stored()).training.length).toBeGreaterThan(before.training.length);
  });
});

describe('a schedule while a run goes on', { timeout: 300_000 }, () => {
  test('skips what is due and what is triggered, and counts both; deleting it leaves the run', async () => {
    const { anneal } = installation;
    const { stages, ...spec } = await askingSpec(installation, 'busy');
    await anneal.schedules.create('busy', { ...spec, stages: stages.slice(0, 1) }, { cron: '*/2 * * * * * *' });
    const { running } = await until('the schedule has started a run by itself', async () => {
      const described = await anneal.schedules.describe('busy');
      return described.running.length > 0 && described;
    });
    await runIs(installation, running[0]!, 'waits for a person', ({ progress }) => progress?.waitingFor === 'first');
    const skipped = await until('more was due', async () => {
      const described = await anneal.schedules.describe('busy');
      return described.skipped > 0 && described;
    });
    expect(skipped).toMatchObject({ started: 1, running, nextRuns: expect.arrayContaining([expect.any(Date)]) as Date[] });

    await anneal.schedules.pause('busy', 'enough for now');
    const paused = await anneal.schedules.describe('busy');
    expect(paused).toMatchObject({ paused: true, note: 'enough for now', nextRun: null, nextRuns: [] });
    await delay(1_100); // the server drops a trigger that comes within a second of another start
    expect(await anneal.schedules.trigger('busy')).toMatchObject({ started: false, workflowId: running[0] });
    expect((await anneal.schedules.describe('busy')).skipped).toBe(paused.skipped + 1);
    await anneal.schedules.delete('busy');
    await expect(anneal.schedules.describe('busy')).rejects.toMatchObject({ name: 'NotFound' });
    await anneal.decide(running[0]!, 'stop');
    expect(await anneal.wait(running[0]!)).toMatchObject({ outcome: 'rejected' });
  });
});

describe('making schedules', { timeout: 120_000 }, () => {
  const spec: ProgressiveSpecInput = { name: 'model-of-its-own', stages: [{ name: 'colours', dataset: 's3://anneal/none.jsonl' }] };

  test('twice under one name is one clear error, and nothing is changed; update takes spec and times, and keeps the pause', async () => {
    const { schedules } = installation.anneal;
    const made = await schedules.create('twice', spec, { ...farOff, paused: true });
    expect(made).toMatchObject({ created: true, paused: true, model: 'model-of-its-own' });
    await expect(schedules.create('twice', spec, { every: '6h' })).rejects.toMatchObject({
      name: 'ScheduleExists',
      message: expect.stringMatching(/"twice".*--update.*anneal schedule delete twice/) as string,
    });
    expect(await schedules.describe('twice')).toMatchObject({ times: made.times, paused: true });
    const update = { cron: '30 1 * * MON-FRI', timeZone: 'Europe/Berlin', update: true };
    const { spec: given, ...updated } = await schedules.create('twice', { ...spec, seed: 3 }, update);
    expect(updated).toMatchObject({
      created: false,
      paused: true,
      times: ['cron 30 1 * * 1-5'],
      timeZone: 'Europe/Berlin',
      overlap: 'SKIP',
    });
    expect(given).toMatchObject({ seed: 3 });
    await schedules.unpause('twice');
    expect((await schedules.describe('twice')).nextRuns.length).toBeGreaterThan(0);
    await schedules.delete('twice');
  });

  test.each([
    ['a name that no model could have', 'Nightly run', farOff, spec, 'InvalidInput', 'expected 1 to 63'],
    ['a cron expression that is none', 'bad-cron', { cron: 'every night' }, spec, 'InvalidInput', '"0 2 * * *"'],
    ['times that are not given', 'no-times', {}, spec, 'InvalidInput', 'one of the two'],
    ['a spec without stages', 'bad-spec', farOff, { stages: [] }, 'InvalidSpec', 'at stages'],
    ['a spec with a key in it', 'leaky', farOff, { ...spec, baseModel: `sk-${'a1'.repeat(20)}` }, 'InvalidSpec', 'Nothing was sent'],
  ])('with %s is refused, and says what is allowed', async (_what, name, times, given, failure, allowed) => {
    const { schedules } = installation.anneal;
    await expect(schedules.create(name, given, times)).rejects.toMatchObject({
      name: failure,
      message: expect.stringContaining(allowed) as string,
    });
    expect((await schedules.list()).map((listed) => listed.name)).not.toContain(name);
  });

  test('every command on a schedule that is not there, or starts something else, says so', async () => {
    const { schedules } = installation.anneal;
    const { schedule } = installation.temporal;
    await schedule.create({
      scheduleId: 'reports',
      spec: { intervals: [{ every: '1 day' }] },
      action: { type: 'startWorkflow', workflowType: 'sendReports', taskQueue: 'reports' },
    });
    for (const act of [schedules.describe, schedules.trigger, schedules.pause, schedules.unpause, schedules.delete]) {
      await expect(act('no-such')).rejects.toMatchObject({ name: 'NotFound', message: expect.stringContaining('schedule list') as string });
      await expect(act('reports')).rejects.toMatchObject({
        name: 'InvalidInput',
        message: expect.stringContaining('sendReports') as string,
      });
    }
    expect((await schedule.getHandle('reports').describe()).state.paused).toBe(false);
    await until(
      'both are in the server’s list',
      async () => (await listedByServer()).includes('reports') && (await listedByServer()).includes('nightly'),
    );
    expect(await schedules.list()).toMatchObject([{ name: 'growing' }, { name: 'nightly', times: ['cron 0 2 1 1 *'], paused: false }]);
  });
});

async function listedByServer(): Promise<string[]> {
  const found: string[] = [];
  for await (const { scheduleId } of installation.temporal.schedule.list()) found.push(scheduleId);
  return found;
}

async function stored() {
  const [steps, training] = [await keysBelow(installation, 'steps/'), await keysBelow(installation, 'training/')];
  return { steps, training };
}

async function trainingOf(run: string) {
  return (await installation.anneal.report(run)).stages[0]!.attempts[0]!.training;
}
