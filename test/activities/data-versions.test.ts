import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDataActivities } from '../../src/activities/data.ts';
import { stepVersions } from '../../src/activities/data-steps.ts';
import type { DataActivities } from '../../src/contracts/data-activities.ts';
import { hashOf } from '../../src/data/canonical-json.ts';
import { createDatasetReader } from '../../src/datasets/dataset-reader.ts';
import { createBlobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import { createStepResults } from '../../src/storage/step-results.ts';
import { storeReader } from '../datasets/store-reader.ts';

/**
 * What each step makes of the rows below, by version. When one of these changes, stored results of the old code must not
 * be used any more: raise the step's version in src/activities/data-steps.ts, and write the new hash here.
 */
const made: Record<keyof typeof stepVersions, string> = {
  cleanDataset: 'v2 fa7e000140cd9651',
  validateDataset: 'v1 38c1775d2089dd8c',
  splitDatasets: 'v1 9010fe6403a74385',
  uploadDataset: 'v1 f45c0d904db5b225',
};

/** Every shape, every kind of bad row, things that cleaning changes, groups, and prompts that differ in case only. */
const rows: unknown[] = [
  '{"broken": ',
  { input: ' ', output: 'x' },
  { input: 'What does the clause say?', output: '' },
  { input: 'e\u0301\r\nsecond line\u0007', output: 'yes' },
  { input: 'é\nsecond line', output: 'yes' },
  {
    prompt: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Is it signed?' },
    ],
    completion: 'no',
    ticket: 4,
  },
  {
    messages: [
      { role: 'user', content: 'is it SIGNED?', name: 'ann' },
      { role: 'assistant', content: 'no' },
    ],
    group: 'g1',
    timestamp: 5,
  },
  { messages: [{ role: 'user', content: 'hello' }] },
  { input: 'a\u0000b', output: 'yes' },
  { input: 'word '.repeat(1001), output: 'yes' },
  { input: 'Is this a label at all?', output: 'no, this is a sentence of more words' },
  ...Array.from({ length: 80 }, (_, index) => ({
    input: `Does clause ${index} hold?`,
    output: index % 3 === 0 ? 'yes' : 'no',
    metadata: { group: `template ${index % 20}` },
  })),
];

let folder: string;
let activities: DataActivities;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-versions-'));
  for (const name of ['root', 'scratch']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'root/rows.jsonl'), rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));
  const store = createFolderObjectStore(join(folder, 'store'));
  const blobs = createBlobs(store, { scratch: join(folder, 'scratch') });
  const datasets = createDatasetReader({ s3: storeReader(store), dataRoots: [join(folder, 'root')] });
  activities = createDataActivities({ blobs, stepResults: createStepResults(store, blobs), datasets, scratch: join(folder, 'scratch') });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const run = <A, R>(activity: (request: A) => Promise<R>, request: A): Promise<R> =>
  new MockActivityEnvironment().run<[A], R, typeof activity>(activity, request);
const nameOf = (step: keyof typeof stepVersions, result: unknown) => `v${stepVersions[step]} ${hashOf(result).slice(0, 16)}`;

test('a step that makes something else of the same rows has a new version', async () => {
  const { files } = await run(activities.findDataset, { stage: 's', dataset: 'rows.jsonl' });
  const cleaned = await run(activities.cleanDataset, { stage: 's', files, fresh: false });
  const lengths = { minimumPromptWords: 5, minimumAnswerWords: 10, maximumPromptWords: 1000 };
  const dataset = await run(activities.validateDataset, { stage: 's', cleaned, answers: 'auto', lengths, fresh: false });
  const stages = [
    { stage: 's', dataset },
    { stage: 't', dataset },
  ];
  const { splits } = await run(activities.splitDatasets, {
    stages,
    split: { train: 0.6, validation: 0.2, test: 0.2, salt: 'anneal/versions' },
    fresh: false,
  });
  const job = await run(activities.uploadDataset, {
    stage: 't',
    stageIndex: 1,
    attempt: 1,
    start: { base: { name: 'tiny', source: { kind: 'tiny-random', seed: 1 }, hash: 'base' }, adapter: null },
    parts: [
      {
        train: { rows: splits[1]!.train, prefix: '' },
        validation: { rows: splits[1]!.validation, prefix: '' },
        rowsPerEpoch: splits[1]!.train.rows,
      },
    ],
    earlier: [{ rows: splits[0]!.train, prefix: '' }],
    replay: 0.25,
    learningRateFactor: 1,
    format: 'chat',
    training: {},
    baseFacts: {
      hash: 'base',
      architecture: 'LlamaForCausalLM',
      parameters: 100_000,
      contextTokens: 2048,
      layers: 2,
      hiddenSize: 64,
      vocabularySize: 259,
      chatTemplate: true,
      linearModules: ['q_proj', 'v_proj'],
    },
    compute: { device: 'cpu', dtype: 'float32', threads: 1 },
    seed: 1,
  });
  expect(dataset).toMatchObject({ answers: 'labels', labels: ['no', 'yes'] });
  expect({
    cleanDataset: nameOf('cleanDataset', cleaned),
    validateDataset: nameOf('validateDataset', dataset),
    splitDatasets: nameOf('splitDatasets', splits),
    uploadDataset: nameOf('uploadDataset', job),
  }).toEqual(made);
});
