import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runStep } from '../../src/preparation/run-step.ts';
import { doStep, type StepName, type StepResult, type StepWork } from '../../src/preparation/steps.ts';
import { runInThread } from '../../src/threads/run-in-thread.ts';
import { threadFile } from '../../src/threads/thread-file.ts';
import { labelled, partsOf, PreparationDesk, question, split, rules } from './preparation-desk.ts';

let folder: string;
let desk: PreparationDesk;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-thread-'));
  desk = new PreparationDesk(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const { signal } = new AbortController();
const thread = threadFile(import.meta.resolve('../../src/preparation/run-step.ts'), './step-thread');
const lines = [
  ...Array.from({ length: 60 }, (_, index) => labelled(index)),
  '{"broken',
  { input: `${question(90)} ada@gmx.de`, output: 'no' },
  { input: `${question(91)} card 4012 8888 8888 1881`, output: 'no' },
  labelled(7),
  labelled(8, 'no'),
];

/** Without the folders, which differ. */
const bare = (result: unknown) =>
  JSON.parse(JSON.stringify(result, (key, value: unknown) => (key === 'path' ? undefined : value))) as unknown;

/** The same step here and in a thread, each in a folder of its own. */
async function both<N extends StepName>(name: N, work: StepWork<N>): Promise<StepResult<N>> {
  const here = await doStep(name, { ...work, folder: await desk.newFolder() }, { signal });
  const request = { name, work: { ...work, folder: await desk.newFolder() } };
  const there = await runInThread<typeof request, StepResult<N>>(thread, request, { name: `the step ${name}` });
  expect(bare(there)).toEqual(bare(here));
  return there;
}

describe('a step in a thread', () => {
  test('gives what it gives in this thread, whichever it is, down to the bytes of its files', async () => {
    const cleaned = await both('clean', await desk.cleanWork(lines));
    expect(cleaned.refusal?.message).toContain('CREDIT_CARD');
    const judged = await both('validate', await desk.validateWork(cleaned));
    const unique = await both('deduplicate', await desk.deduplicateWork(judged));
    expect(unique.counts).toEqual({ read: 65, kept: 60, dropped: { conflict: 2, 'exact-duplicate': 1, malformed: 1, pii: 1 } });
    const { duplicates } = rules;
    const stages = [{ stage: 'desk', answersAreLabels: true, parts: partsOf(unique) }];
    const proven = await both('split', { stages, frozen: [], split, duplicates, earlier: null, workers: 0, folder: '' });
    const { files, findings } = proven.parts.stages[0]!;
    const sides = (['train', 'validation', 'test'] as const).map((side) => ({
      split: side,
      path: files[side].path,
      rows: files[side].ref,
    }));
    expect(await readFile(files.train.path, 'utf8')).toContain('"messages"');
    const dataset = {
      name: 'desk',
      files: [],
      read: unique.counts.read,
      findings: [cleaned, judged, unique].map((step) => step.findings.path).concat(findings.path),
      quarantine: [cleaned, judged, unique].map(({ quarantine }) => quarantine),
      duplicates: unique.duplicates,
      labels: judged.labels,
      parts: sides,
      findingsAt: null,
    };
    const told = {
      contamination: [],
      refusals: [],
      warnings: proven.warnings,
      settings: [],
      steps: [],
      tokenizer: null,
      threads: 0 as const,
    };
    const reported = await both('report', {
      name: 'desk',
      datasets: [dataset],
      split: null,
      ...told,
      format: 'chat',
    });
    expect(reported.datasets[0]).toMatchObject({ counts: { read: 65, kept: 60 } });
  });

  test('throws what it throws in this thread', async () => {
    const cleaned = await desk.clean(
      Array.from({ length: 40 }, (_, index) => ({ input: question(index), output: `${question(index)} ${question(index + 1)}` })),
    );
    const work = await desk.validateWork(cleaned, { answers: 'labels' });
    const here = await runStep('validate', { ...work, folder: await desk.newFolder() }, 0, { signal }).catch((error: unknown) => error);
    const there = await runStep('validate', { ...work, folder: await desk.newFolder() }, 1e9, { signal }).catch((error: unknown) => error);
    expect(here).toMatchObject({ name: 'DatasetRejected', message: expect.stringContaining('said to have labels') as string });
    const { name, message, details } = here as Error & { details: unknown };
    expect(there).toMatchObject({ name, message, details });
  });

  test('is ended when it is told to, and tells of its rows', async () => {
    const stop = new AbortController();
    const work = await desk.cleanWork(lines);
    const seen: number[] = [];
    await runStep('clean', { ...work, folder: await desk.newFolder() }, 1e9, { signal, onProgress: (rows) => seen.push(rows) });
    expect(seen.at(-1)).toBe(lines.length);
    const stopped = runStep('clean', { ...work, folder: await desk.newFolder() }, 1e9, { signal: stop.signal });
    stop.abort(new Error('stopped here'));
    await expect(stopped).rejects.toThrow('stopped here');
  });
});
