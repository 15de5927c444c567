import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAnneal } from '../../src/client/anneal.ts';
import { ModelVersion } from '../../src/contracts/model.ts';
import type { RunResult } from '../../src/contracts/run.ts';
import { Progress } from '../../src/contracts/training.ts';
import { versionKey } from '../../src/storage/versions.ts';
import { labelRows } from '../fixtures/rows.ts';
import { type Installation, startInstallation } from './installation.ts';
import { beat, keysBelow, lastCheckpoint, runIs, storedReport } from './moments.ts';
import { longTraining, oneStage, quickEvaluation, quickTiming, shortTraining, tolerantGates, twoStages } from './quick-spec.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 240_000);
afterAll(() => installation.stop());

describe('a run of two stages', { timeout: 600_000 }, () => {
  let result: RunResult;
  let seen: Progress;
  let card: string;

  beforeAll(async () => {
    const { anneal } = installation;
    const { stages, ...spec } = await twoStages(installation, 'notes');
    const [first, ...others] = stages; // long enough to be met in the middle
    await anneal.start({ ...spec, stages: [{ ...first!, training: longTraining }, ...others] }, { runKey: 'notes-1' });
    seen = await beat(
      installation,
      'notes-1',
      'trainStage',
      ({ doing, loss, etaSeconds }) => doing === 'training' && loss !== null && etaSeconds !== null,
    );
    const { progress } = await runIs(installation, 'notes-1', 'shows its card in training', (run) => run.progress?.status === 'training');
    card = progress!.card;
    result = await anneal.wait('notes-1');
  }, 600_000);

  test('ends with a model version and both stages accepted', () => {
    expect(result).toMatchObject({ outcome: 'completed', name: 'notes', modelVersion: 1 });
    expect(result.stages).toMatchObject([
      { name: 'colours', accepted: true },
      { name: 'cards', accepted: true },
    ]);
  });

  test('tells step, loss and time left by heartbeats while it trains', () => {
    expect(Progress.parse(seen)).toEqual(seen);
    expect(seen.totalSteps).toBeGreaterThanOrEqual(100);
    expect(seen.trainerPid).toBeGreaterThan(1);
    expect(seen.loss).toBeGreaterThan(0);
  });

  test('shows a run card of plain Markdown', () => {
    expect(card).toContain('colours');
    expect(card).toContain('notes');
    expect(card).not.toContain('<');
  });

  test('sets its search attributes', async () => {
    const { typedSearchAttributes } = await installation.temporal.workflow.getHandle('notes-1').describe();
    const values = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    expect(values).toMatchObject({ AnnealStatus: 'completed', AnnealStage: 'cards', AnnealModel: 'notes', AnnealBackend: 'lora' });
    expect(values['AnnealScore']).toBeTypeOf('number');
  });

  test('registers where the model came from: data, code, settings, seed, environment, gates', async () => {
    const version = ModelVersion.parse(JSON.parse((await installation.store.get(versionKey('notes', 1)))!.toString('utf8')));
    expect(version).toMatchObject({ name: 'notes', workflowId: 'notes-1', planHash: result.planHash, seed: 0 });
    expect(version.code.anneal).toMatch(/^\d+\.\d+/);
    expect(version.stages.map(({ name, data }) => [name, data[0]!.files[0]!.uri.startsWith('s3://')])).toEqual([
      ['colours', true],
      ['cards', true],
    ]);
    for (const stage of version.stages) {
      expect(stage.settings).toMatchObject({ seed: 0, format: 'chat' });
      expect(stage.environment['versions']).toHaveProperty('torch');
      expect(stage.gates.length).toBeGreaterThan(0);
    }
    expect(new Set(version.stages.map(({ data }) => data[0]!.ledger)).size).toBe(1);
    expect(Object.keys(version.model.adapter!)).toContain('adapter_model.safetensors');
  });

  test('writes its report as JSON, Markdown and HTML', async () => {
    const report = await storedReport(installation, result.report.json);
    expect(report.stages.map(({ name, attempts }) => [name, attempts.at(-1)!.training.steps > 0])).toEqual([
      ['colours', true],
      ['cards', true],
    ]);
    expect(report.retention.map(({ after, test }) => `${after}/${test}`)).toContain('cards/colours');
    expect(report.goodput.reduce((sum, { seconds }) => sum + seconds, 0)).toBeGreaterThan(0);
    const [markdown, html] = [
      await installation.anneal.renderedReport('notes-1', 'markdown'),
      await installation.anneal.renderedReport('notes-1', 'html'),
    ];
    expect(markdown).toContain('cards');
    expect(html).toMatch(/^<!doctype html>/i);
  });

  test('the second stage goes on from the adapter of the first', async () => {
    const report = await storedReport(installation, result.report.json);
    const [first, second] = report.stages;
    expect(second!.attempts[0]!.job.replayedRows).toBeGreaterThan(0);
    expect(second!.adapter!['adapter_model.safetensors']!.sha256).not.toBe(first!.adapter!['adapter_model.safetensors']!.sha256);
    expect((await lastCheckpoint(installation, 'notes-1', 1)).step).toBe(second!.attempts[0]!.training.steps);
  });

  test('again over unchanged data it trains nothing, and with fresh it trains anew', { timeout: 600_000 }, async () => {
    const { anneal } = installation;
    const spec = await oneStage(installation, 'again');
    await anneal.start(spec, { runKey: 'again-1' });
    const first = await anneal.wait('again-1');
    const trained = await keysBelow(installation, 'training/');
    await anneal.start(spec, { runKey: 'again-2' });
    const second = await anneal.wait('again-2');
    expect(await keysBelow(installation, 'training/')).toEqual(trained);
    const training = async (of: RunResult) => (await storedReport(installation, of.report.json)).stages[0]!.attempts[0]!.training;
    expect(await training(second)).toEqual(await training(first));

    await anneal.start({ ...spec, fresh: true }, { runKey: 'again-3' });
    const third = await training(await anneal.wait('again-3'));
    expect((await keysBelow(installation, 'training/')).length).toBeGreaterThan(trained.length);
    expect(third.checkpoint.manifest).not.toBe((await training(first)).checkpoint.manifest);
    expect(third.adapter['adapter_model.safetensors']).toEqual((await training(first)).adapter['adapter_model.safetensors']);
  });
});

test(
  'rows of more tokens than maxTokens are left out of training and listed with file and line; the others are trained on',
  { timeout: 300_000 },
  async () => {
    const long = { input: `Note: ${'the door in the hall '.repeat(30)}is painted red today.`, output: 'red' };
    const [train, validation, held] = [
      await installation.upload('long-train', [...labelRows(20, 71), long, ...labelRows(20, 72)]),
      await installation.upload('long-validation', [
        ...labelRows(5, 73),
        { ...long, input: `Told: ${'a window above that stair '.repeat(30)}was varnished red last week.` },
      ]),
      await installation.upload('long-test', labelRows(5, 74)),
    ];
    const spec = {
      stages: [{ name: 'colours', dataset: { train, validation, test: held }, answers: 'labels' as const }],
      training: { ...shortTraining, maxTokens: 256 },
      validation: { tooManyTokens: { policy: 'off' as const } }, // preparation, which would drop them, looks away
      gates: tolerantGates,
      timing: quickTiming,
      evaluation: quickEvaluation,
    };
    await installation.anneal.start(spec, { runKey: 'long-rows' });
    expect(await installation.anneal.wait('long-rows')).toMatchObject({ outcome: 'completed' });
    const { data, stages, warnings } = await installation.anneal.report('long-rows');
    expect(data[0]!.counts).toEqual({ read: 52, kept: 51, dropped: { 'too-many-tokens': 1 } });
    expect(data[0]!.splits).toEqual({ train: 40, validation: 6, test: 5 });
    const reason = expect.stringContaining('maxTokens is 256') as string;
    expect(data[0]!.dropped).toEqual([{ file: train, line: 21, rule: 'too-many-tokens', reason }]);
    expect(stages[0]!.attempts[0]!.training.totalSteps).toBe(5);
    expect(warnings.join('\n')).toContain('1 of 41 train rows and 1 of 6 validation rows have more tokens than maxTokens 256');
  },
);

describe('starting a run', { timeout: 600_000 }, () => {
  test('one JSON payload with nothing but stages is a whole run', async () => {
    const dataset = await installation.upload('payload', labelRows(40, 9));
    const handle = await installation.temporal.workflow.start('progressiveFineTune', {
      workflowId: 'minimal',
      taskQueue: 'anneal',
      args: [JSON.parse(`{"stages": [{"name": "colours", "dataset": "${dataset}"}]}`)],
    });
    expect(await handle.result()).toMatchObject({ outcome: 'completed', name: 'minimal', modelVersion: 1 });
  });

  test('the same key and spec give the run that exists, also when two start at the same moment; another spec is refused', async () => {
    const { anneal, config } = installation;
    const spec = await oneStage(installation, 'keyed', 30, 4);
    const other = await connectAnneal({ config });
    try {
      const both = await Promise.all([anneal.start(spec, { runKey: 'keyed-1' }), other.start(spec, { runKey: 'keyed-1' })]);
      expect(both.filter(({ started }) => started)).toHaveLength(1);
      expect(both[0].runId).toBe(both[1].runId);
      await expect(anneal.start({ ...spec, seed: 5 }, { runKey: 'keyed-1' })).rejects.toMatchObject({ name: 'RunKeyConflict' });
      expect((await anneal.list()).filter(({ workflowId }) => workflowId === 'keyed-1')).toHaveLength(1);
    } finally {
      await other.close();
      await anneal.cancel('keyed-1');
    }
    await expect(anneal.wait('keyed-1')).rejects.toMatchObject({ name: 'RunEnded', end: 'cancelled' });
    expect(await anneal.start(spec, { runKey: 'keyed-1' })).toMatchObject({ started: true });
    await anneal.cancel('keyed-1');
  });

  test('a dry run tells the plan and starts nothing', async () => {
    const dataset = await installation.upload('dry', labelRows(30, 11));
    const before = await keysBelow(installation, 'training/');
    const plan = await installation.anneal.plan({
      stages: [{ name: 'colours', dataset }],
      timing: quickTiming,
      evaluation: quickEvaluation,
    });
    expect(plan.stages[0]!.files[0]).toMatchObject({ uri: dataset, lines: 30 });
    expect(plan.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await keysBelow(installation, 'training/')).toEqual(before);
  });
});
