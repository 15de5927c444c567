import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GateResult } from '../../src/contracts/gate.ts';
import { ModelVersion } from '../../src/contracts/model.ts';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { blobKey } from '../../src/storage/blobs.ts';
import { stepOfManifestKey } from '../../src/storage/checkpoint-manifest.ts';
import { versionKey } from '../../src/storage/versions.ts';
import { labelRows, seededNumbers } from '../fixtures/rows.ts';
import { type Installation, startInstallation } from './installation.ts';
import { exportHistory, isGone, keysBelow, midTraining, runIs, until } from './moments.ts';
import {
  askingSpec,
  longTraining,
  oneStage,
  quickEvaluation,
  quickTiming,
  shortTraining,
  tolerantGates,
  unreachableGates,
} from './quick-spec.ts';
import { trainersOf } from './worker-process.ts';

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

  test('pause breaks an evaluation off and frees the device; resume asks only what was not answered yet', async () => {
    const { anneal } = installation;
    await anneal.start(await longEvaluation('paused-asking'), { runKey: 'paused-asking' });
    const trainer = await until('answers are given', async () => {
      const [pid] = await trainersOf(installation.environment.worker!.pid()!);
      return givenAnswers().size > 0 && pid;
    });
    await anneal.pause('paused-asking');
    await isGone(trainer);
    const { progress } = await runIs(installation, 'paused-asking', 'has nothing under way', ({ activities }) => activities.length === 0);
    expect(progress).toMatchObject({ paused: true, status: 'baseline' });
    const given = givenAnswers();
    expect(given.size).toBeGreaterThan(0);
    expect(given.size).toBeLessThan(questions);

    await anneal.resume('paused-asking');
    expect(await anneal.wait('paused-asking')).toMatchObject({ outcome: 'completed' });
    const report = await anneal.report('paused-asking');
    expect(report.goodput.map(({ what }) => what)).toContain('paused');
    const { predictions, n } = report.baseline[0]!;
    expect(n).toBe(questions);
    const said = (await installation.store.get(blobKey(predictions)))!.toString('utf8').trimEnd().split('\n');
    const seconds = new Map(said.map((line) => JSON.parse(line) as GivenAnswer).map((answer) => [answer.id, answer.seconds]));
    for (const [id, answer] of given) expect(seconds.get(id)).toBe(answer.seconds); // no two askings take the same time
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

interface GivenAnswer {
  id: string;
  seconds: number;
}

/** Answers of evaluations that were broken off, as the worker keeps them. */
function givenAnswers(): Map<string, GivenAnswer> {
  const kept = join(installation.variables['ANNEAL_HOME']!, 'scratch', 'answers');
  const files = globSync('*/*.answers.jsonl', { cwd: kept }).map((name) => readFileSync(join(kept, name), 'utf8'));
  const lines = files.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  return new Map(lines.map((line) => JSON.parse(line) as GivenAnswer).map((answer) => [answer.id, answer]));
}

const questions = 120;

/** A run whose first evaluation takes a while: the untrained model rambles, one question at a time. The trained one is brief. */
async function longEvaluation(name: string): Promise<ProgressiveSpecInput> {
  const [train, validation, test] = [
    await installation.upload(`${name}-train`, labelRows(16, 61)),
    await installation.upload(`${name}-validation`, labelRows(4, 62)),
    await installation.upload(`${name}-test`, labelRows(questions, 63)),
  ];
  return {
    name,
    stages: [{ name: 'colours', dataset: { train, validation, test }, answers: 'text' }],
    validation: { tooShort: { promptWords: 1, answerWords: 1 } },
    training: { epochs: 15, effectiveBatchSize: 4, evaluationsPerEpoch: 1 },
    gates: tolerantGates,
    timing: { ...quickTiming, heartbeatTimeoutSeconds: 3 }, // heartbeats, and with them the pause, travel at 0.8 of it
    evaluation: { ...quickEvaluation, maxNewTokens: 100, batchSize: 1 },
  };
}

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
    expect(stages[0]!.attempts.map(({ replay }) => replay)).toEqual([0, 0]); // there is nothing to replay in a first stage
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

  test('of retention is mended by a retry that replays what came before: the stage is accepted, nothing forgotten', async () => {
    const { anneal } = installation;
    await anneal.start(await mendedSpec('mended'), { runKey: 'mended' });
    expect(await anneal.wait('mended')).toMatchObject({
      outcome: 'completed',
      modelVersion: 1,
      stages: [
        { name: 'mostly-blue', accepted: true, attempts: 1 },
        { name: 'mostly-red', accepted: true, attempts: 2 },
      ],
    });
    const { stages, testLooks } = await anneal.report('mended');
    const [forgot, mended] = stages[1]!.attempts;
    const kept = (gates: GateResult[]) => gates.find(({ gate }) => gate === 'retention')!;
    expect(kept(forgot!.gates)).toMatchObject({ test: 'mostly-blue', split: 'validation', decision: 'reject' });
    expect(forgot).toMatchObject({ replay: 0, job: { replayedRows: 0 } });
    expect(kept(mended!.gates)).toMatchObject({ decision: 'accept' });
    expect(kept(mended!.gates).value).toBeGreaterThanOrEqual(0.9);
    expect(mended!.replay).toBe(1);
    expect(mended!.job.replayedRows).toBeGreaterThan(50);
    expect(kept(stages[1]!.gates)).toMatchObject({ split: 'test', decision: 'accept' });
    expect(stages[1]!.adapter).toEqual(mended!.training.adapter);
    expect(testLooks).toMatchObject({ 'mostly-blue': 2, 'mostly-red': 1 });
  });
});

function eventsOf(history: string): { eventType: string }[] {
  return (JSON.parse(history) as { events: { eventType: string }[] }).events;
}

const updatesIn = (events: { eventType: string }[]) => events.filter(({ eventType }) => eventType.includes('UPDATE')).length;

/** Two stages over the same kind of text whose answers contradict each other: learning the second is forgetting the first. */
async function forgettingSpec(name: string): Promise<ProgressiveSpecInput> {
  const slip = (seed: number) => (index: number, door: number) => `Slip ${seed}-${index} says that door number ${door} is`;
  return contradictingSpec(name, { red: slip(21), blue: slip(22) }, { retry: { max: 0 }, then: 'rollback' });
}

/** The same over texts that can be told apart: whoever sees both in one training can learn both. */
async function mendedSpec(name: string): Promise<ProgressiveSpecInput> {
  const slip = (sign: string) => (index: number, door: number) => `${sign} ${index} ${sign} ${door} ${sign}`;
  const policy = { retry: { max: 1, learningRateFactor: 1, minimumReplay: 1 }, then: 'stop' as const };
  const spec = await contradictingSpec(name, { blue: slip('aaaaaaaa'), red: slip('ZZZZZZZZ') }, policy);
  return { ...spec, compute: { dtype: 'float32', threads: 1 } }; // the same on every machine
}

/** A stage for each colour, in order, whose rows have that answer 92 times of 100. `slips`: the texts, by number and door. */
async function contradictingSpec(
  name: string,
  slips: Record<string, (index: number, door: number) => string>,
  onFailedGate: NonNullable<ProgressiveSpecInput['onFailedGate']>,
): Promise<ProgressiveSpecInput> {
  const colours = Object.keys(slips);
  const stages = colours.map(async (usual, place) => {
    const next = seededNumbers(21 + place);
    const others = ['green', colours[1 - place]!];
    const rows = Array.from({ length: 120 }, (_, index) => {
      const draw = next(100);
      return { input: slips[usual]!(index, next(1000)), output: draw < 92 ? usual : others[draw % 2]! };
    });
    const training = { learningRate: 0.01, epochs: 2, effectiveBatchSize: 4 };
    const dataset = await installation.upload(`${name}-${usual}`, rows);
    return { name: `mostly-${usual}`, dataset, answers: 'labels' as const, replay: 0, training };
  });
  return { name, stages: await Promise.all(stages), onFailedGate, timing: quickTiming, evaluation: quickEvaluation };
}
