import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDataActivities } from '../../src/activities/data.ts';
import type { DataActivities, TrainingPart, UploadRequest } from '../../src/contracts/data-activities.ts';
import type { BlobRef } from '../../src/contracts/blob.ts';
import { CleanedDataset, DatasetFile, DatasetSplits, ValidatedDataset, type DroppedRow } from '../../src/contracts/dataset.ts';
import { Row } from '../../src/contracts/row.ts';
import { TrainingJob } from '../../src/contracts/training.ts';
import { createDatasetReader } from '../../src/datasets/dataset-reader.ts';
import { blobKey, createBlobs, type Blobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { createStepResults } from '../../src/storage/step-results.ts';
import { storeReader } from '../datasets/store-reader.ts';
import { collect } from '../data/collect.ts';

const lengths = { minimumPromptWords: 5, minimumAnswerWords: 10, maximumPromptWords: 1000 };
const split = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/test' };

let folder: string;
let store: ObjectStore;
let blobs: Blobs;
let activities: DataActivities;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-data-'));
  for (const name of ['root', 'scratch', 'store']) await mkdir(join(folder, name));
  store = createFolderObjectStore(join(folder, 'store'));
  blobs = createBlobs(store, { scratch: join(folder, 'scratch') });
  const datasets = createDatasetReader({ s3: storeReader(store), dataRoots: [join(folder, 'root')] });
  activities = createDataActivities({ blobs, stepResults: createStepResults(store, blobs), datasets, scratch: join(folder, 'scratch') });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const run = <A, R>(activity: (request: A) => Promise<R>, request: A): Promise<R> =>
  new MockActivityEnvironment().run<[A], R, typeof activity>(activity, request);
const linesOf = async <T>(ref: BlobRef): Promise<T[]> => (await collect(blobs.readLines(ref))) as T[];
const question = (index: number, stage = 'q') =>
  `${stage} ${createHash('sha256').update(`${index}`).digest('hex').slice(0, 8)}: what does clause ${index} say?`;
const labelled = (count: number, stage = 'q') =>
  Array.from({ length: count }, (_, index) => ({ input: question(index, stage), output: index % 2 === 0 ? 'yes' : 'no' }));
const jsonl = (rows: unknown[]) => rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');

async function cleaned(stage: string, dataset: Parameters<DataActivities['findDataset']>[0]['dataset']): Promise<CleanedDataset> {
  const { files } = await run(activities.findDataset, { stage, dataset });
  return run(activities.cleanDataset, { stage, files, fresh: false });
}

async function validated(stage: string, dataset: Parameters<DataActivities['findDataset']>[0]['dataset']): Promise<ValidatedDataset> {
  return run(activities.validateDataset, { stage, cleaned: await cleaned(stage, dataset), answers: 'auto', lengths, fresh: false });
}

describe('finding a dataset', () => {
  test('freezes its files in the store, as they lie there, with their rows counted', async () => {
    const text = jsonl(labelled(10));
    await writeFile(join(folder, 'root/plain.jsonl'), text);
    await writeFile(join(folder, 'root/packed.jsonl.gz'), gzipSync(text));
    await writeFile(join(folder, 'root/list.json'), JSON.stringify(labelled(3)));
    const { files } = await run(activities.findDataset, {
      stage: 's',
      dataset: ['*.jsonl', 'packed.jsonl.gz', 'list.json', 'plain.jsonl'],
    });
    expect(DatasetFile.array().parse(files)).toMatchObject([
      { uri: 'plain.jsonl', split: null, lines: 10 },
      { uri: 'packed.jsonl.gz', lines: 10 },
      { uri: 'list.json', lines: 3 },
    ]);
    await writeFile(join(folder, 'root/plain.jsonl'), 'changed since');
    expect((await blobs.read(files[0]!.content)).toString()).toBe(text);
    expect(await readdir(join(folder, 'scratch'))).toEqual([]);
  });

  test('refuses a file that is named for two splits', async () => {
    await writeFile(join(folder, 'root/a.jsonl'), jsonl(labelled(3)));
    const dataset = { train: 'a.jsonl', validation: 'a.jsonl', test: 'a.jsonl' };
    await expect(run(activities.findDataset, { stage: 's', dataset })).rejects.toThrow(/a\.jsonl is named both as train and as validation/);
  });
});

describe('cleaning', () => {
  test('drops bad rows and lists each with file, line, rule and reason', async () => {
    const [good, other] = labelled(2);
    await writeFile(
      join(folder, 'root/a.jsonl'),
      jsonl([good, '{"input": broken', { input: '', output: 'x' }, good, { text: 'no shape' }]),
    );
    await writeFile(join(folder, 'root/b.jsonl'), jsonl(['', other, { input: ` ${good!.input}\r\n`, output: good!.output }]));
    const result = CleanedDataset.parse(await cleaned('s', '*.jsonl'));
    expect(result.counts).toEqual({
      read: 7,
      kept: 2,
      dropped: { empty: 1, 'exact-duplicate': 2, malformed: 1, 'missing-field': 1 },
    });
    expect((await linesOf<DroppedRow>(result.dropped)).map(({ file, line, rule, reason }) => `${file}:${line} ${rule} ${reason}`)).toEqual([
      'a.jsonl:2 malformed the line is not one whole JSON value',
      'a.jsonl:3 empty there is no text to answer: the prompt is empty or holds white space only',
      'a.jsonl:4 exact-duplicate same as line 1 of a.jsonl',
      'a.jsonl:5 missing-field none of the fields input, messages or prompt; expected {input, output}, {messages} or {prompt, completion}',
      'b.jsonl:3 exact-duplicate same as line 1 of a.jsonl',
    ]);
    const rows = await linesOf<Row>(result.parts[0]!.rows);
    expect(
      Row.array()
        .parse(rows)
        .map(({ source }) => source),
    ).toEqual([
      { file: 'a.jsonl', line: 1 },
      { file: 'b.jsonl', line: 2 },
    ]);
    expect(result.parts).toEqual([{ split: null, rows: expect.objectContaining({ rows: 2 }) as object }]);
  });

  test('reads packed files, and counts a row once in each ready-made split', async () => {
    for (const name of ['train', 'validation', 'test'])
      await writeFile(join(folder, `root/${name}.jsonl.gz`), gzipSync(jsonl(labelled(4))));
    const result = await cleaned('s', { train: 'train.jsonl.gz', validation: 'validation.jsonl.gz', test: 'test.jsonl.gz' });
    expect(result.parts.map(({ split: name, rows }) => [name, rows.rows])).toEqual([
      ['train', 4],
      ['validation', 4],
      ['test', 4],
    ]);
  });

  test('rejects a dataset without a usable row', async () => {
    await writeFile(join(folder, 'root/bad.jsonl'), 'one\ntwo\n');
    await expect(cleaned('company', 'bad.jsonl')).rejects.toMatchObject({
      name: 'DatasetRejected',
      message: expect.stringMatching(/Dataset "company".*malformed 2.*bad\.jsonl:1/) as string,
    });
    expect(await readdir(join(folder, 'scratch'))).toEqual([]);
  });

  test('ends when the activity is cancelled, and leaves nothing behind', async () => {
    await writeFile(join(folder, 'root/a.jsonl'), jsonl(labelled(100)));
    const { files } = await run(activities.findDataset, { stage: 's', dataset: 'a.jsonl' });
    const environment = new MockActivityEnvironment();
    environment.cancel();
    await expect(environment.run(activities.cleanDataset, { stage: 's', files, fresh: false })).rejects.toThrow(/CANCELLED/i);
    expect(await readdir(join(folder, 'scratch'))).toEqual([]);
  });

  test('beats as soon as it begins', async () => {
    await writeFile(join(folder, 'root/a.jsonl'), jsonl(labelled(3)));
    const { files } = await run(activities.findDataset, { stage: 's', dataset: 'a.jsonl' });
    const environment = new MockActivityEnvironment();
    const beats: unknown[] = [];
    environment.on('heartbeat', (details: unknown) => beats.push(details));
    await environment.run(activities.cleanDataset, { stage: 's', files, fresh: false });
    expect(beats[0]).toEqual({ doing: 'cleanDataset', stage: 's' });
  });
});

describe('a step that was done', () => {
  test('is found again, unless a fresh one is asked for, or its blobs are gone', async () => {
    await writeFile(join(folder, 'root/a.jsonl'), jsonl(labelled(5)));
    const { files } = await run(activities.findDataset, { stage: 's', dataset: 'a.jsonl' });
    const first = await run(activities.cleanDataset, { stage: 's', files, fresh: false });
    await store.delete(blobKey(files[0]!.content));
    expect(await run(activities.cleanDataset, { stage: 'renamed', files, fresh: false })).toEqual(first);
    await expect(run(activities.cleanDataset, { stage: 's', files, fresh: true })).rejects.toMatchObject({ name: 'NotFound' });
    await store.delete(blobKey(first.parts[0]!.rows));
    await expect(run(activities.cleanDataset, { stage: 's', files, fresh: false })).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('done afresh gives the same', async () => {
    await writeFile(join(folder, 'root/a.jsonl'), jsonl(labelled(200)));
    const { files } = await run(activities.findDataset, { stage: 's', dataset: 'a.jsonl' });
    const results = [];
    for (const fresh of [false, true]) {
      const clean = await run(activities.cleanDataset, { stage: 's', files, fresh });
      const dataset = await run(activities.validateDataset, { stage: 's', cleaned: clean, answers: 'auto', lengths, fresh });
      results.push(await run(activities.splitDatasets, { stages: [{ stage: 's', dataset }], split, fresh }));
    }
    expect(results[0]).toEqual(results[1]);
  });
});

describe('validating', () => {
  test('finds the labels, drops what does not fit, and keeps count over both steps', async () => {
    await writeFile(
      join(folder, 'root/a.jsonl'),
      jsonl([...labelled(40), 'nonsense', { input: question(99), output: 'a long answer that is clearly none of the labels' }]),
    );
    const result = ValidatedDataset.parse(await validated('s', 'a.jsonl'));
    expect(result).toMatchObject({
      answers: 'labels',
      labels: ['no', 'yes'],
      counts: { read: 42, kept: 40, dropped: { malformed: 1, 'wrong-answer': 1 } },
    });
    expect(result.statistics).toMatchObject({ rows: 40, distinctAnswers: 2, answerWords: { mean: 1, max: 1 } });
    expect((await linesOf<DroppedRow>(result.dropped)).map(({ line, rule }) => [line, rule])).toEqual([
      [41, 'malformed'],
      [42, 'wrong-answer'],
    ]);
  });

  test('rejects text that is too short throughout, naming the settings', async () => {
    await writeFile(
      join(folder, 'root/a.jsonl'),
      jsonl(Array.from({ length: 10 }, (_, index) => ({ input: question(index), output: `short ${index}` }))),
    );
    await expect(validated('s', 'a.jsonl')).rejects.toThrow(/all 10 rows were dropped \(too-short 10\).*lengths\.minimumAnswerWords/);
  });
});

describe('splitting and handing over', () => {
  test('puts every row on one side, over all stages alike, and nothing gets lost', async () => {
    await writeFile(join(folder, 'root/general.jsonl'), jsonl(labelled(300)));
    await writeFile(join(folder, 'root/company.jsonl'), jsonl(labelled(200).map((row) => ({ ...row, input: row.input.toUpperCase() }))));
    const stages = [];
    for (const stage of ['general', 'company']) stages.push({ stage, dataset: await validated(stage, `${stage}.jsonl`) });
    const { splits } = await run(activities.splitDatasets, { stages, split, fresh: false });
    DatasetSplits.array().parse(splits);
    expect(splits.map(({ train, validation, test: held }) => train.rows + validation.rows + held.rows)).toEqual([300, 200]);
    const prompts = async (ref: BlobRef) => (await linesOf<Row>(ref)).map((row) => row.messages[0]!.content.toLowerCase());
    const trained = new Set([...(await prompts(splits[0]!.train)), ...(await prompts(splits[1]!.train))]);
    for (const held of [splits[0]!.test, splits[1]!.test, splits[0]!.validation, splits[1]!.validation])
      expect((await prompts(held)).filter((prompt) => trained.has(prompt))).toEqual([]);
  });

  test('drops what a ready-made split leaks', async () => {
    await writeFile(join(folder, 'root/train.jsonl'), jsonl(labelled(20)));
    await writeFile(join(folder, 'root/validation.jsonl'), jsonl(labelled(4, 'v')));
    await writeFile(join(folder, 'root/test.jsonl'), jsonl([...labelled(4, 't'), { input: question(3).toUpperCase(), output: 'no' }]));
    const dataset = await validated('s', { train: 'train.jsonl', validation: 'validation.jsonl', test: 'test.jsonl' });
    const { splits } = await run(activities.splitDatasets, { stages: [{ stage: 's', dataset }], split, fresh: false });
    expect(splits[0]).toMatchObject({ leaks: 1, train: { rows: 19 }, validation: { rows: 4 }, test: { rows: 5 } });
    expect(await linesOf(splits[0]!.dropped)).toEqual([
      {
        file: 'train.jsonl',
        line: 4,
        rule: 'leak',
        reason: 'this train row has the same prompt as line 5 of test.jsonl, a test row of stage s',
      },
    ]);
  });

  test('hands over rows with replay among them, and a training that is wholly settled', async () => {
    for (const stage of ['one', 'two', 'three'])
      await writeFile(join(folder, `root/${stage}.jsonl`), jsonl(labelled(stage === 'three' ? 100 : 200, stage)));
    const stages = [];
    for (const stage of ['one', 'two', 'three']) stages.push({ stage, dataset: await validated(stage, `${stage}.jsonl`) });
    const { splits } = await run(activities.splitDatasets, { stages, split, fresh: false });
    const request = uploadRequest(splits);
    const job = TrainingJob.parse(await run(activities.uploadDataset, request));
    const own = splits[2]!.train.rows;
    expect(job).toMatchObject({
      stage: 'three',
      attempt: 1,
      replayedRows: Math.round(own * 0.2),
      train: { rows: own + Math.round(own * 0.2) },
      validation: { rows: splits[2]!.validation.rows },
    });
    expect(job.settings.learningRate).toBeLessThan(1.5e-2);
    const rows = await linesOf<Row>(job.train);
    expect(Object.keys(rows[0]!)).toEqual(['id', 'messages']);
    const from = (stage: string) => rows.filter((row) => row.messages[0]!.content.startsWith(stage)).length;
    expect([from('three'), from('one') + from('two')]).toEqual([own, job.replayedRows]);
    expect(Math.abs(from('one') - from('two'))).toBeLessThanOrEqual(1);
    expect(await run(activities.uploadDataset, request)).toEqual(job);
    const gentler = await run(activities.uploadDataset, { ...request, attempt: 2, learningRateFactor: 0.5 });
    expect(gentler.settings.learningRate).toBeCloseTo(job.settings.learningRate / 2, 8);
    expect(gentler.train).toEqual(job.train);
    expect(gentler.trainKey).not.toBe(job.trainKey);

    const held = await run(activities.uploadDataset, { ...request, ewc: { strength: 3, rows: 9 } });
    expect(held).toMatchObject({ train: job.train, settings: { ...job.settings, ewc: { strength: 3 } }, earlier: { rows: 9 } });
    expect(held.trainKey).not.toBe(job.trainKey);
    const measured = await linesOf<Row>(held.earlier!);
    expect(measured.filter((row) => row.messages[0]!.content.startsWith('one'))).toHaveLength(4);
    expect(measured.filter((row) => row.messages[0]!.content.startsWith('two'))).toHaveLength(5);
    expect(await run(activities.uploadDataset, { ...request, ewc: { strength: 0, rows: 9 } })).toEqual(job);
  });

  test('holds nothing before the first stage has taught something, whatever is asked', async () => {
    await writeFile(join(folder, 'root/one.jsonl'), jsonl(labelled(100, 'one')));
    const { splits } = await run(activities.splitDatasets, {
      stages: [{ stage: 'one', dataset: await validated('one', 'one.jsonl') }],
      split,
      fresh: false,
    });
    const request = { ...uploadRequest([splits[0]!, splits[0]!, splits[0]!]), earlier: [] };
    const job = await run(activities.uploadDataset, { ...request, ewc: { strength: 3, rows: 9 } });
    expect(job).toEqual(await run(activities.uploadDataset, request));
    expect(job).not.toHaveProperty('earlier');
  });
});

test('no text of a row stands in any result that a history would hold', async () => {
  const canary = 'canary31415926';
  await writeFile(
    join(folder, 'root/a.jsonl'),
    jsonl([
      ...labelled(200).map((row) => ({ ...row, input: `${row.input} ${canary}`, metadata: { note: canary } })),
      `{"${canary}`,
      { [canary]: 1 },
      { input: canary },
    ]),
  );
  const { files } = await run(activities.findDataset, { stage: 's', dataset: 'a.jsonl' });
  const clean = await run(activities.cleanDataset, { stage: 's', files, fresh: false });
  const dataset = await run(activities.validateDataset, { stage: 's', cleaned: clean, answers: 'auto', lengths, fresh: false });
  const { splits } = await run(activities.splitDatasets, { stages: [{ stage: 's', dataset }], split, fresh: false });
  expect(JSON.stringify([files, clean, dataset, splits])).not.toContain(canary);
  expect((await blobs.read(dataset.dropped)).toString()).not.toContain(canary);
});

function partOf({ train, validation }: DatasetSplits, prefix = '', rowsPerEpoch = train.rows): TrainingPart {
  return { train: { rows: train, prefix }, validation: { rows: validation, prefix }, rowsPerEpoch };
}

function uploadRequest(splits: DatasetSplits[]): UploadRequest {
  return {
    stage: 'three',
    stageIndex: 2,
    attempt: 1,
    start: { base: { name: 'tiny', source: { kind: 'tiny-random', seed: 1 }, hash: 'base' }, adapter: null },
    parts: [partOf(splits[2]!)],
    earlier: [splits[0]!, splits[1]!].map(({ train }) => ({ rows: train, prefix: '' })),
    replay: 0.2,
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
    seed: 0,
  };
}
