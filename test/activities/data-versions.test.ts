import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepVersions } from '../../src/activities/data-steps/step.ts';
import { hashOf } from '../../src/data/canonical-json.ts';
import { DataDesk, requests, rules, run } from './data-desk.ts';

/**
 * What each step makes of the rows below, by version. When one of these changes, stored results of the old code must not
 * be used any more: raise the step's version in src/activities/data-steps/step.ts, and write the new hash here.
 */
const made: Record<keyof typeof stepVersions, string> = {
  cleanDataset: 'v4 1686d0cbbc8d2e50',
  validateDataset: 'v2 804e7fdde9294da8',
  deduplicateDataset: 'v1 854b6f305b15ee71',
  splitDatasets: 'v2 9a17bcadfb8e5cad',
  reportData: 'v1 9a01d1ee63da3cb9',
  uploadDataset: 'v1 d3c8481e1e2a169e',
};

/** Every shape, every kind of bad row, things that cleaning changes, personal data, groups, equal, nearly equal and contradicting rows. */
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
  { input: '<p>Is it <b>due</b>?</p>', output: 'yes' },
  { input: 'Does ada@gmx.de know of clause 7?', output: 'no' },
  { input: 'Does clause 3 HOLD?', output: 'no' },
  { input: `${'word '.repeat(30)}Is this nearly the same question?`, output: 'no' },
  { input: `${'word '.repeat(31)}Is this nearly the same question?`, output: 'no' },
  { input: 'word '.repeat(1001), output: 'yes' },
  { input: 'Is this a label at all?', output: 'no, this is a sentence of more words' },
  ...Array.from({ length: 80 }, (_, index) => ({
    input: `Does clause ${index} hold?`,
    output: index % 3 === 0 ? 'yes' : 'no',
    metadata: { group: `template ${index % 20}` },
  })),
];

let folder: string;
let desk: DataDesk;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-versions-'));
  await mkdir(join(folder, 'root'));
  await writeFile(join(folder, 'root/rows.jsonl'), rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));
  desk = await DataDesk.open(folder, join(folder, 'root'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const nameOf = (step: keyof typeof stepVersions, result: unknown) => `v${stepVersions[step]} ${hashOf(result).slice(0, 16)}`;

test('a step that makes something else of the same rows has a new version', async () => {
  const { activities } = desk;
  const files = await desk.files('s', 'rows.jsonl');
  const cleaned = await run(activities.cleanDataset, requests.clean('s', files));
  const validated = await run(activities.validateDataset, requests.validate('s', cleaned));
  const dataset = await run(activities.deduplicateDataset, requests.deduplicate('s', validated));
  const stages = ['s', 't'].map((stage) => ({ stage, dataset }));
  const split = { train: 0.6, validation: 0.2, test: 0.2, salt: 'anneal/versions' };
  const outcome = await run(activities.splitDatasets, requests.split(stages, { split }));
  const { splits } = outcome;
  const keys = await run(activities.reportData, {
    runId: 'run',
    name: 'versions',
    stages: stages.map((stage, index) => ({ ...stage, files, reading: {}, splits: splits[index]! })),
    outcome,
    settings: { ...rules, split },
    tokenizer: null,
    format: 'chat',
    fresh: false,
  });
  const { preparedAt: _, ...report } = JSON.parse((await desk.store.get(keys.json))!.toString('utf8')) as Record<string, unknown>;
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
    validateDataset: nameOf('validateDataset', validated),
    deduplicateDataset: nameOf('deduplicateDataset', dataset),
    splitDatasets: nameOf('splitDatasets', outcome),
    reportData: nameOf('reportData', report),
    uploadDataset: nameOf('uploadDataset', job),
  }).toEqual(made);
});
