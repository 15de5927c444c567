import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelVersion } from '../../src/contracts/model.ts';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { stepOfManifestKey } from '../../src/storage/checkpoint-manifest.ts';
import { versionKey } from '../../src/storage/versions.ts';
import { seededNumbers } from '../fixtures/rows.ts';
import { type Installation, startInstallation } from './installation.ts';
import { exportHistory, isGone, keysBelow, midTraining, runIs } from './moments.ts';
import { askingSpec, longTraining, oneStage, quickEvaluation, quickTiming, shortTraining, unreachableGates } from './quick-spec.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 240_000);
afterAll(() => installation.stop());

describe('holding and ending a run', { timeout: 600_000 }, () => {
  test('pause saves a checkpoint and frees the device; resume goes on from there', async () => {
    const { anneal } = installation;
    await anneal.start({ ...(await oneStage(installation, 'paused')), training: longTraining }, { runKey: 'paused' });
    await expect(anneal.resume('paused')).rejects.toThrow('not paused');
    const before = await midTraining(installation, 'paused');
    expect(await anneal.pause('paused')).toContain('held');
    await expect(anneal.pause('paused')).rejects.toThrow('paused already');
    await isGone(before.trainerPid!);
    const { progress } = await runIs(installation, 'paused', 'has nothing under way', ({ activities }) => activities.length === 0);
    expect(progress).toMatchObject({ paused: true });
    const saved = await newestStep([]);
    expect(saved).toBeGreaterThanOrEqual(before.step);
    await delay(1_000);
    expect((await anneal.describe('paused')).activities).toEqual([]);

    await anneal.resume('paused');
    expect(await anneal.wait('paused')).toMatchObject({ outcome: 'completed' });
    const { training } = (await anneal.report('paused')).stages[0]!.attempts[0]!;
    expect(training).toMatchObject({ lostSteps: 0, interruptions: 1, bitExact: true });
    const attempts = await Promise.all(
      (await keysBelow(installation, `training/${training.trainKey}/attempts/`)).map((key) => installation.store.get(key)),
    );
    expect(attempts.map((bytes) => (JSON.parse(bytes!.toString('utf8')) as { resumedFrom: number }).resumedFrom)).toEqual([0, saved]);
  });

  test('cancel saves a checkpoint, ends the run within a minute and leaves no trainer', async () => {
    const { anneal } = installation;
    const known = await keysBelow(installation, 'training/');
    await anneal.start(
      { ...(await oneStage(installation, 'cancelled', 40, 2)), training: { ...longTraining, epochs: 900 } },
      { runKey: 'cancelled' },
    );
    const before = await midTraining(installation, 'cancelled');
    const asked = Date.now();
    await anneal.cancel('cancelled');
    await expect(anneal.wait('cancelled')).rejects.toMatchObject({ name: 'RunEnded', end: 'cancelled' });
    const { execution, closedAt } = await anneal.describe('cancelled');
    expect(execution).toBe('CANCELLED');
    expect(closedAt!.getTime() - asked).toBeLessThan(60_000);
    await isGone(before.trainerPid!);
    expect(await newestStep(known)).toBeGreaterThanOrEqual(before.step);
    expect(await keysBelow(installation, 'models/cancelled/')).toEqual([]);
  });
});

/** The highest step of the checkpoints that were not there before. */
async function newestStep(before: string[]): Promise<number> {
  const keys = (await keysBelow(installation, 'training/')).filter((key) => !before.includes(key));
  return Math.max(...keys.map((key) => stepOfManifestKey(key) ?? 0));
}

describe('a failed gate', { timeout: 600_000 }, () => {
  test('asks where the policy says so, refuses a wrong answer without a trace, and does what a person decides', async () => {
    const { anneal } = installation;
    await anneal.start(await askingSpec(installation, 'asked'), { runKey: 'asked' });
    const waitsFor = (stage: string, attempts: number) =>
      runIs(
        installation,
        'asked',
        `waits for ${stage}, attempt ${attempts}`,
        ({ progress }) => progress?.status === 'waiting' && progress.waitingFor === stage,
      );

    await waitsFor('first', 1);
    const before = eventsOf(await exportHistory(installation, 'asked'));
    await expect(anneal.decide('asked', 'accept', 'second')).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('"first"') as string,
    });
    await expect(
      installation.temporal.workflow.getHandle('asked').executeUpdate('decideStage', { args: [{ stage: 'first', decision: 'perhaps' }] }),
    ).rejects.toMatchObject({ name: 'WorkflowUpdateFailedError' });
    expect(updatesIn(eventsOf(await exportHistory(installation, 'asked')))).toBe(updatesIn(before));

    await anneal.decide('asked', 'retry');
    await runIs(installation, 'asked', 'goes on', ({ progress }) => progress?.waitingFor === null);
    await waitsFor('first', 2);
    await anneal.decide('asked', 'accept', 'first');
    await waitsFor('second', 1);
    await anneal.decide('asked', 'rollback');
    await waitsFor('third', 1);
    await anneal.decide('asked', 'stop');

    expect(await anneal.wait('asked')).toMatchObject({ outcome: 'rejected', modelVersion: null });
    const { stages } = await anneal.report('asked');
    expect(stages.map(({ name, accepted, decidedBy, attempts }) => [name, accepted, decidedBy, attempts.length])).toEqual([
      ['first', true, 'person', 2],
      ['second', false, 'person', 1],
      ['third', false, 'person', 1],
    ]);
    const [first, again] = stages[0]!.attempts;
    expect(again!.learningRate).toBeCloseTo(first!.learningRate / 2, 10);
    await expect(anneal.decide('asked', 'accept')).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  test('is tried again more gently, and then stops the run where the policy says so', async () => {
    const { anneal } = installation;
    const spec = await oneStage(installation, 'stopped', 40, 5);
    const later = { name: 'later', dataset: spec.stages[0]!.dataset, answers: 'labels' as const };
    await anneal.start(
      {
        ...spec,
        stages: [...spec.stages, later],
        training: shortTraining,
        gates: unreachableGates,
        onFailedGate: { retry: { max: 1 }, then: 'stop' },
      },
      { runKey: 'stopped' },
    );
    expect(await anneal.wait('stopped')).toMatchObject({
      outcome: 'rejected',
      modelVersion: null,
      stages: [{ name: 'colours', accepted: false, attempts: 2 }],
    });
    const { stages, testLooks } = await anneal.report('stopped');
    expect(stages[0]!.gates.filter(({ decision }) => decision === 'reject').map(({ gate, split }) => [gate, split])).toContainEqual([
      'minimum',
      'test',
    ]);
    const [first, second] = stages[0]!.attempts.map(({ learningRate }) => learningRate);
    expect(second).toBeCloseTo(first! / 2, 10);
    expect(testLooks['colours']).toBe(1);
    expect(await keysBelow(installation, 'models/stopped/')).toEqual([]);
  });

  test('of retention rolls back: the run goes on from the stage before, and its model is what is registered', async () => {
    const { anneal } = installation;
    await anneal.start(await forgettingSpec('forgot'), { runKey: 'forgot' });
    expect(await anneal.wait('forgot')).toMatchObject({
      outcome: 'completed',
      modelVersion: 1,
      stages: [
        { name: 'mostly-red', accepted: true },
        { name: 'mostly-blue', accepted: false },
      ],
    });
    const { stages } = await anneal.report('forgot');
    const refused = stages[1]!.gates.find(({ gate }) => gate === 'retention')!;
    expect(refused).toMatchObject({ test: 'mostly-red', decision: 'reject', threshold: 0.9 });
    expect(refused.value).toBeLessThan(0.9);
    const version = ModelVersion.parse(JSON.parse((await installation.store.get(versionKey('forgot', 1)))!.toString('utf8')));
    expect(version.model.adapter).toEqual(stages[0]!.adapter);
  });
});

function eventsOf(history: string): { eventType: string }[] {
  return (JSON.parse(history) as { events: { eventType: string }[] }).events;
}

const updatesIn = (events: { eventType: string }[]) => events.filter(({ eventType }) => eventType.includes('UPDATE')).length;

/** Two stages over the same kind of text whose answers contradict each other: learning the second is forgetting the first. */
async function forgettingSpec(name: string): Promise<ProgressiveSpecInput> {
  const rows = (seed: number, usual: string, others: [string, string]) => {
    const next = seededNumbers(seed);
    return Array.from({ length: 120 }, (_, index) => {
      const draw = next(100);
      return { input: `Slip ${seed}-${index} says that door number ${next(1000)} is`, output: draw < 92 ? usual : others[draw % 2]! };
    });
  };
  const [red, blue] = [
    await installation.upload('mostly-red', rows(21, 'red', ['green', 'blue'])),
    await installation.upload('mostly-blue', rows(22, 'blue', ['green', 'red'])),
  ];
  const stage = { answers: 'labels' as const, replay: 0, training: { learningRate: 0.01, epochs: 2, effectiveBatchSize: 4 } };
  return {
    name,
    stages: [
      { ...stage, name: 'mostly-red', dataset: red },
      { ...stage, name: 'mostly-blue', dataset: blue, onFailedGate: { retry: { max: 0 }, then: 'rollback' } },
    ],
    timing: quickTiming,
    evaluation: quickEvaluation,
  };
}
