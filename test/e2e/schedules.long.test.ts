import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunHandle } from '../../src/client/start-run.ts';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { findChromium, installChromium, launchChromium } from '../browser/chromium.ts';
import { scheduleByForm } from '../browser/schedule-form.ts';
import { openUiPage } from '../browser/temporal-ui.ts';
import { labelRows } from '../fixtures/rows.ts';
import { type CommandLine, commandLine, errorOf } from './command-line.ts';
import { type Installation, startInstallation } from './installation.ts';
import { keysBelow, midTraining, runIs, until } from './moments.ts';
import { askingSpec, longTraining, oneStage, shortTraining } from './quick-spec.ts';
import { startCli } from './run-cli.ts';

const executable = findChromium();
if (executable === null) console.warn(`The Temporal UI's form for schedules is not tested. ${installChromium}`);

let installation: Installation;
let cli: CommandLine;
beforeAll(async () => {
  installation = await startInstallation({ ui: true });
  cli = commandLine(installation);
}, 240_000);
afterAll(() => installation.stop());

/** Quick in everything, and without the name that a schedule or a key gives it. */
async function unnamed(name: string, seed: number): Promise<ProgressiveSpecInput> {
  const { name: _name, ...spec } = { ...(await oneStage(installation, name, 40, seed)), training: shortTraining };
  return spec;
}

describe.skipIf(executable === null)("a schedule made in the Temporal UI's own form", { timeout: 600_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executable!);
  }, 60_000);
  afterAll(() => browser.close());

  test('is one like any other: it is listed, described, triggered and deleted', async () => {
    const { schedules, wait } = installation.anneal;
    const payload = { name: 'by-hand', ...(await unnamed('by-hand', 1)) };
    const page = await openUiPage(browser);
    await scheduleByForm(page, installation.environment.temporal.uiUrl!, {
      name: 'by-hand',
      workflowType: 'progressiveFineTune',
      workflowId: 'by-hand',
      taskQueue: 'anneal',
      payload,
      cron: '0 2 1 1 *',
    });
    const made = await until('the form has made the schedule', () => schedules.describe('by-hand'));
    expect(made).toMatchObject({
      times: ['cron 0 2 1 1 *'],
      timeZone: 'UTC',
      overlap: 'SKIP',
      model: 'by-hand',
      queue: 'anneal',
      spec: payload,
    });
    await until('it is listed', async () => (await schedules.list()).some(({ name }) => name === 'by-hand'));
    const run = await schedules.trigger('by-hand');
    expect(run).toMatchObject({ started: true, workflowId: expect.stringMatching(/^by-hand-\d{4}-/) as string });
    expect(await wait(run.workflowId)).toMatchObject({ outcome: 'completed', name: 'by-hand', modelVersion: 1 });
    await schedules.delete('by-hand');
  });
});

test('a schedule made elsewhere without a name for the model says so, and its runs end before anything is trained', async () => {
  const { anneal, temporal } = installation;
  const { schedules } = anneal;
  const action = { type: 'startWorkflow' as const, workflowType: 'progressiveFineTune', workflowId: 'nameless', taskQueue: 'anneal' };
  const times = { calendars: [{ hour: 2, month: 'JANUARY' as const, dayOfMonth: 1 }] };
  await temporal.schedule.create({ scheduleId: 'nameless', spec: times, action: { ...action, args: [await unnamed('nameless', 6)] } });
  expect(await schedules.describe('nameless')).toMatchObject({ model: null, times: ['cron 0 2 1 1 *'] });
  expect(await cli.said('schedule', 'describe', 'nameless')).toContain('give the spec a "name"');
  const trained = await keysBelow(installation, 'training/');
  const { workflowId } = await schedules.trigger('nameless');
  await expect(anneal.wait(workflowId)).rejects.toMatchObject({
    failure: 'InvalidInput',
    message: expect.stringContaining('gives no "name"') as string,
  });
  expect(await keysBelow(installation, 'training/')).toEqual(trained);
}, 600_000);

test('a night with new rows under its glob trains anew', async () => {
  const { anneal, store } = installation;
  const { stages, ...spec } = await unnamed('growing', 2);
  const newDay = (day: number) =>
    store.put(
      `growing/${day}.jsonl`,
      labelRows(40, 20 + day)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
  await newDay(1);
  const growing = { ...spec, stages: [{ ...stages[0]!, dataset: 's3://anneal/growing/*.jsonl' }] };
  await anneal.schedules.create('growing', growing, { cron: '0 2 1 1 *' });
  await anneal.wait((await anneal.schedules.trigger('growing')).workflowId);
  const trained = await keysBelow(installation, 'training/');
  await newDay(2);
  const night = await anneal.schedules.trigger('growing');
  expect(await anneal.wait(night.workflowId)).toMatchObject({ modelVersion: 2 });
  expect((await anneal.report(night.workflowId)).data[0]!.counts.read).toBe(80);
  expect((await keysBelow(installation, 'training/')).length).toBeGreaterThan(trained.length);
}, 600_000);

test('rerun keeps the model name that came from a workflow id, and trains what its values change', async () => {
  await installation.anneal.start(await unnamed('plain', 3), { runKey: 'plain-1' });
  await installation.anneal.wait('plain-1');
  const end = await cli.anneal('--json', 'rerun', 'plain-1', '--set', 'training.epochs=2', '--key', 'plain-2', '--wait');
  expect(end).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(end.stdout)).toMatchObject({ name: 'plain-1', modelVersion: 2 });
  const trained = async (run: string) => (await installation.anneal.report(run)).stages[0]!.attempts[0]!.training;
  expect((await trained('plain-2')).steps).toBe(2 * (await trained('plain-1')).steps);
}, 600_000);

describe('run --key --wait', { timeout: 600_000 }, () => {
  const night = (path: string, key: string) => ['--json', 'run', path, '--key', key, '--wait'];

  test('ends with 4 when somebody cancels the run; called again, it starts anew', async () => {
    const path = cli.writeSpec('long.yaml', {
      ...(await oneStage(installation, 'long', 40, 4)),
      training: { ...longTraining, epochs: 900 },
    });
    const waiting = startCli(night(path, 'long-1'), installation.variables).ended;
    await until('the run is there', () => installation.anneal.describe('long-1'));
    await midTraining(installation, 'long-1', 1);
    await installation.anneal.cancel('long-1');
    const end = await waiting;
    expect(end).toMatchObject({ code: 4, stdout: '' });
    expect(errorOf(end).message).toContain('cancelled');
    expect(await cli.json<RunHandle>('run', path, '--key', 'long-1')).toMatchObject({ started: true });
    await installation.anneal.cancel('long-1');
    await expect(installation.anneal.wait('long-1')).rejects.toMatchObject({ end: 'cancelled' });
  });

  test('ends with 1 when the run fails, and starts it anew when called again', async () => {
    const path = cli.writeSpec('failing.yaml', { baseModel: 'no-such-model', ...(await oneStage(installation, 'failing', 40, 5)) });
    const runIds = new Set<string>();
    for (const _time of [1, 2]) {
      const end = await cli.anneal(...night(path, 'failing-1'));
      expect(end).toMatchObject({ code: 1, stdout: '' });
      expect(errorOf(end).name).toBe('UnknownBaseModel');
      runIds.add((await installation.anneal.describe('failing-1')).runId);
    }
    expect(runIds.size).toBe(2);
  });

  test('ends with 1 when somebody terminates the run, and with 5 when the server goes away, saying that the run is safe', async () => {
    const asking = { ...(await askingSpec(installation, 'asking')) };
    const path = cli.writeSpec('asking.yaml', { ...asking, stages: asking.stages.slice(0, 1) });
    const waiting = startCli(night(path, 'asking-1'), installation.variables).ended;
    await until('the run is there', () => installation.anneal.describe('asking-1'));
    await installation.temporal.workflow.getHandle('asking-1').terminate('by hand');
    const terminated = await waiting;
    expect(terminated).toMatchObject({ code: 1, stdout: '' });
    expect(errorOf(terminated).message).toContain('terminated: by hand');

    const again = startCli(night(path, 'asking-1'), installation.variables).ended;
    await until('it is started anew', async () => (await installation.anneal.describe('asking-1')).execution === 'RUNNING');
    await runIs(installation, 'asking-1', 'waits for a person', ({ progress }) => progress?.waitingFor === 'first');
    await installation.environment.temporal.kill();
    const end = await again.finally(() => installation.environment.temporal.restart());
    expect(end).toMatchObject({ code: 5, stdout: '' });
    expect(errorOf(end)).toMatchObject({ name: 'TemporalUnavailable', message: expect.stringContaining('Run asking-1 is safe') as string });
    const back = startCli(night(path, 'asking-1'), installation.variables).ended;
    await until('the server is back', () => installation.anneal.decide('asking-1', 'stop'));
    expect(await back).toMatchObject({ code: 3 });
  });
});
