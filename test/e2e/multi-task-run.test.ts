import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunReport } from '../../src/contracts/report.ts';
import { ModelVersion } from '../../src/contracts/model.ts';
import type { MultiTaskSpecInput } from '../../src/contracts/spec.ts';
import { createBlobs } from '../../src/storage/blobs.ts';
import { versionKey } from '../../src/storage/versions.ts';
import { simpleTask } from '../fixtures/simple-tasks.ts';
import { type Installation, startInstallation } from './installation.ts';
import { midTraining } from './moments.ts';
import { quickTiming, testsAlone } from './quick-spec.ts';

let installation: Installation;
let report: RunReport;

beforeAll(async () => {
  installation = await startInstallation();
  const { anneal, environment } = installation;
  await anneal.start(await threeTasks(installation), { runKey: 'desk-1' });
  const { trainerPid } = await midTraining(installation, 'desk-1');
  process.kill(trainerPid!, 'SIGKILL');
  process.kill(environment.worker!.pid()!, 'SIGKILL');
  await anneal.wait('desk-1');
  report = await anneal.report('desk-1');
}, 400_000);
afterAll(() => installation.stop());

describe('three tasks trained together', { timeout: 120_000 }, () => {
  test('survive the death of worker and trainer in the middle', () => {
    const [stage] = report.stages;
    expect(stage).toMatchObject({ name: 'all-tasks', teaches: ['letters', 'thanks', 'stamp'], accepted: true });
    expect(stage!.attempts[0]!.training.interruptions).toBeGreaterThan(0);
  });

  test('are each better than the base with examples in its prompt, beyond chance', () => {
    const against = report.stages[0]!.comparisons.filter(({ comparison }) => comparison.against === 'base with 4 examples');
    expect(against.map(({ test: task }) => task)).toEqual(['letters', 'thanks', 'stamp']);
    for (const { comparison } of against) expect(comparison.difference.low).toBeGreaterThan(0);
  });

  test('are judged task by task', () => {
    expect(report.stages[0]!.gates.map(({ gate, test: task }) => `${gate} ${task}`)).toEqual([
      'quality letters',
      'quality thanks',
      'quality stamp',
      'overfitting all-tasks',
    ]);
  });

  test('are compared with models that learned each task alone, on the same rows', () => {
    expect(report.controls.map(({ kind, test: task }) => `${kind} ${task}`)).toEqual([
      'singleTask letters',
      'singleTask thanks',
      'singleTask stamp',
    ]);
    for (const { scores, comparison, training } of report.controls) {
      expect(comparison.before).toEqual(scores.metrics[scores.primary]);
      expect(training.trainKey).not.toBe(report.stages[0]!.attempts[0]!.training.trainKey);
    }
  });

  test('are mixed by their sizes: a small task is seen more often than its rows alone would be', async () => {
    const { job } = report.stages[0]!.attempts[0]!;
    const blobs = createBlobs(installation.store, { scratch: installation.root });
    const seen = new Map<string, number>();
    for await (const row of blobs.readLines(job.train)) {
      const [prefix] = /^\[[A-Z]+\] /.exec((row as { messages: { content: string }[] }).messages[0]!.content)!;
      seen.set(prefix, (seen.get(prefix) ?? 0) + 1);
    }
    // 96, 48 and 24 rows at temperature 2: shares of √96 : √48 : √24
    expect(Object.fromEntries(seen)).toEqual({ '[LETTERS] ': 76, '[THANKS] ': 54, '[STAMP] ': 38 });
  });

  test('leave a model that knows the prefix of each task, byte for byte', async () => {
    const stored = await installation.store.get(versionKey('desk', 1));
    const version = ModelVersion.parse(JSON.parse(stored!.toString('utf8')));
    expect(version.tasks.map(({ name, prefix }) => [name, prefix])).toEqual([
      ['letters', '[LETTERS] '],
      ['thanks', '[THANKS] '],
      ['stamp', '[STAMP] '],
    ]);
    expect(version.stages[0]!.data.map(({ name }) => name)).toEqual(['letters', 'thanks', 'stamp']);
  });

  test('answer a question as the task that it names', async () => {
    const said = async (task: string) => (await installation.anneal.ask('desk-1', 'aaaaaa 77 aaaaaaa', { task }))[0]!.text.trim();
    expect(await said('thanks')).toBe('many thanks to you');
    expect(await said('stamp')).toBe('{"seen":true}');
  });

  test.each([
    [undefined, 'none was named'],
    ['sums', '"sums"'],
  ])('refuse a question to the task %s, and name those there are', async (task, named) => {
    const asked = installation.anneal.ask('desk-1', 'aaaaaa', task === undefined ? {} : { task });
    await expect(asked).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(asked).rejects.toThrow(named);
    await expect(asked).rejects.toThrow(/letters, thanks, stamp/);
  });
});

async function threeTasks({ upload }: Installation): Promise<MultiTaskSpecInput> {
  const dataset = async (task: Parameters<typeof simpleTask>[0], rows: number) => ({
    train: await upload(`${task}-train`, simpleTask(task, rows, 1)),
    validation: await upload(`${task}-validation`, simpleTask(task, 12, 2)),
    test: await upload(`${task}-test`, simpleTask(task, 30, 3)),
  });
  return {
    name: 'desk',
    tasks: [
      { name: 'letters', dataset: await dataset('letters', 96), answers: 'labels' },
      { name: 'thanks', dataset: await dataset('thanks', 48), answers: 'text' },
      { name: 'stamp', dataset: await dataset('stamp', 24), answers: 'json' },
    ],
    control: 'singleTask',
    training: { epochs: 20, effectiveBatchSize: 8, evaluationsPerEpoch: 1, earlyStoppingPatience: 100 },
    validation: { tooShort: { promptWords: 0, answerWords: 0 } },
    evaluation: { ...testsAlone, fewShot: 4, maxNewTokens: 24 },
    timing: { ...quickTiming, checkpointSeconds: 1 },
  };
}
