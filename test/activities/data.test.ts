import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataActivities, TrainingPart, UploadRequest } from '../../src/contracts/data-activities.ts';
import { DataReport } from '../../src/contracts/data-report.ts';
import { DatasetFile, SplitOutcome, type DatasetSplits } from '../../src/contracts/dataset.ts';
import { Row } from '../../src/contracts/row.ts';
import { RowFinding } from '../../src/contracts/row-finding.ts';
import { TrainingJob } from '../../src/contracts/training.ts';
import { blobKey, type Blobs } from '../../src/storage/blobs.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { DataDesk, requests, rules, run, split } from './data-desk.ts';

let folder: string;
let desk: DataDesk;
let store: ObjectStore;
let blobs: Blobs;
let activities: DataActivities;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-data-'));
  await mkdir(join(folder, 'root'));
  desk = await DataDesk.open(folder, join(folder, 'root'));
  ({ store, blobs, activities } = desk);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Questions that have hardly a word in common. */
const question = (index: number, stage = 'q') => {
  const digest = createHash('sha256')
    .update(`${stage} ${index}`)
    .digest('hex')
    .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!);
  return `${stage} ${digest.match(/.{8}/g)!.slice(0, 6).join(' ')}?`;
};
const labelled = (count: number, stage = 'q') =>
  Array.from({ length: count }, (_, index) => ({ input: question(index, stage), output: index % 2 === 0 ? 'yes' : 'no' }));
const jsonl = (rows: unknown[]) => rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');
const write = (name: string, rows: unknown[]) => writeFile(join(folder, 'root', name), jsonl(rows));
const scratch = () => readdir(join(folder, 'scratch'));

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
    expect(await scratch()).toEqual([]);
  });

  test('refuses a file that is named for two splits', async () => {
    await write('a.jsonl', labelled(3));
    const dataset = { train: 'a.jsonl', validation: 'a.jsonl', test: 'a.jsonl' };
    await expect(run(activities.findDataset, { stage: 's', dataset })).rejects.toThrow(/a\.jsonl is named both as train and as validation/);
  });
});

describe('cleaning', () => {
  test('drops bad rows and lists each with file, line, rule and reason', async () => {
    const [good, other] = labelled(2);
    await write('a.jsonl', [good, '{"input": broken', { input: '', output: 'x' }, good, { text: 'no shape' }]);
    await write('b.jsonl', ['', other, { input: ` ${good!.input}\r\n`, output: good!.output }]);
    const result = await desk.cleaned('s', '*.jsonl');
    expect(result.counts).toEqual({ read: 7, kept: 4, dropped: { empty: 1, malformed: 1, 'missing-field': 1 } });
    expect(
      (await desk.findings(result)).map(({ file, line, rule, action, message }) => `${file}:${line} ${rule} ${action} ${message}`),
    ).toEqual([
      'a.jsonl:2 malformed drop the line is not one whole JSON value',
      'a.jsonl:3 empty drop there is no text to answer: the prompt is empty or holds white space only',
      'a.jsonl:5 missing-field drop none of the fields input, messages or prompt; expected {input, output}, {messages} or {prompt, completion}',
      expect.stringMatching(/^b\.jsonl:3 whitespace change /) as string,
    ]);
    const rows = Row.array().parse(await desk.lines(result.parts[0]!.rows));
    expect(rows.map(({ source }) => `${source.file}:${source.line}`)).toEqual(['a.jsonl:1', 'a.jsonl:4', 'b.jsonl:2', 'b.jsonl:3']);
    expect(result.parts).toEqual([{ split: null, rows: expect.objectContaining({ rows: 4 }) as object }]);
  });

  test('ends where a row holds what must not be known, naming lines and the setting that would change it', async () => {
    const card = 'Please charge my card 4012 8888 8888 1881 for it';
    await write('a.jsonl', [...labelled(3), { input: card, output: 'yes' }, { input: card, output: 'no' }]);
    const failure = await desk.cleaned('s', 'a.jsonl').catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ name: 'DatasetRejected' });
    expect((failure as Error).message).toMatch(
      /CREDIT_CARD 2 times, at a\.jsonl:4, a\.jsonl:5 \(pii\.policies\.CREDIT_CARD is fail; set it to /,
    );
    expect(JSON.stringify([failure, (failure as Error).message])).not.toContain('1881');
    const kept = await desk.cleaned('s', 'a.jsonl', { pii: { ...rules.pii, policies: { CREDIT_CARD: 'redact' } } });
    expect(kept.counts).toEqual({ read: 5, kept: 5, dropped: {} });
    expect((await blobs.read(kept.parts[0]!.rows)).toString()).not.toContain('1881');
  });

  test('reads packed files, and counts a row once in each ready-made split', async () => {
    for (const name of ['train', 'validation', 'test'])
      await writeFile(join(folder, `root/${name}.jsonl.gz`), gzipSync(jsonl(labelled(4))));
    const result = await desk.cleaned('s', { train: 'train.jsonl.gz', validation: 'validation.jsonl.gz', test: 'test.jsonl.gz' });
    expect(result.parts.map(({ split: name, rows }) => [name, rows.rows])).toEqual([
      ['train', 4],
      ['validation', 4],
      ['test', 4],
    ]);
  });

  test('rejects a dataset without a usable row', async () => {
    await writeFile(join(folder, 'root/bad.jsonl'), 'one\ntwo\n');
    await expect(desk.cleaned('company', 'bad.jsonl')).rejects.toMatchObject({
      name: 'DatasetRejected',
      message: expect.stringMatching(/Dataset "company".*malformed 2.*bad\.jsonl:1/) as string,
    });
    expect(await scratch()).toEqual([]);
  });

  test('ends when the activity is cancelled, and leaves nothing behind', async () => {
    await write('a.jsonl', labelled(100));
    const { files } = await run(activities.findDataset, { stage: 's', dataset: 'a.jsonl' });
    const environment = new MockActivityEnvironment();
    environment.cancel();
    await expect(environment.run(activities.cleanDataset, requests.clean('s', files))).rejects.toThrow(/CANCELLED/i);
    expect(await scratch()).toEqual([]);
  });

  test('beats as soon as it begins', async () => {
    await write('a.jsonl', labelled(3));
    const { files } = await run(activities.findDataset, { stage: 's', dataset: 'a.jsonl' });
    const environment = new MockActivityEnvironment();
    const beats: unknown[] = [];
    environment.on('heartbeat', (details: unknown) => beats.push(details));
    await environment.run(activities.cleanDataset, requests.clean('s', files));
    expect(beats[0]).toMatchObject({ doing: 'cleanDataset', stage: 's', rows: expect.any(Number) as number });
  });
});

describe('a step that was done', () => {
  test('is found again, unless a fresh one is asked for, or its blobs are gone', async () => {
    await write('a.jsonl', labelled(5));
    const { files } = await run(activities.findDataset, { stage: 's', dataset: 'a.jsonl' });
    const first = await run(activities.cleanDataset, requests.clean('s', files));
    await store.delete(blobKey(files[0]!.content));
    expect(await run(activities.cleanDataset, requests.clean('renamed', files))).toEqual(first);
    await expect(run(activities.cleanDataset, requests.clean('s', files, { fresh: true }))).rejects.toMatchObject({ name: 'NotFound' });
    await store.delete(blobKey(first.parts[0]!.rows));
    await expect(run(activities.cleanDataset, requests.clean('s', files))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('done afresh gives the same', async () => {
    await write('a.jsonl', labelled(200));
    const files = await desk.files('s', 'a.jsonl');
    const results = [];
    for (const fresh of [false, true]) {
      const cleaned = await run(activities.cleanDataset, requests.clean('s', files, { fresh }));
      const validated = await run(activities.validateDataset, requests.validate('s', cleaned, { fresh }));
      const dataset = await run(activities.deduplicateDataset, requests.deduplicate('s', validated, { fresh }));
      results.push([dataset, await run(activities.splitDatasets, requests.split([{ stage: 's', dataset }], { fresh }))]);
    }
    const [[dataset, first], [again, second]] = results as [[unknown, SplitOutcome], [unknown, SplitOutcome]];
    expect(again).toEqual(dataset);
    expect({ splits: second.splits, ledger: second.ledger }).toEqual({ splits: first.splits, ledger: first.ledger });
  });
});

describe('validating', () => {
  test('finds the labels, drops what does not fit, and keeps count over both steps', async () => {
    const long = { input: question(99), output: 'a long answer that is clearly none of the labels' };
    await write('a.jsonl', [...labelled(40), 'nonsense', long]);
    const result = await desk.validated('s', 'a.jsonl');
    expect(result).toMatchObject({
      answers: 'labels',
      labels: ['no', 'yes'],
      counts: { read: 42, kept: 40, dropped: { malformed: 1, 'label-set': 1 } },
    });
    expect((await desk.findings(result)).map(({ line, rule, action }) => [line, rule, action])).toEqual([
      [41, 'malformed', 'drop'],
      [42, 'label-set', 'drop'],
    ]);
  });

  test('rejects text that is too short throughout, naming the settings', async () => {
    await write(
      'a.jsonl',
      Array.from({ length: 10 }, (_, index) => ({ input: question(index), output: `short ${index}` })),
    );
    await expect(desk.validated('s', 'a.jsonl')).rejects.toThrow(/all 10 rows were dropped \(too-short 10\).*tooShort\.answerWords/);
  });
});

describe('looking for duplicates', () => {
  test('keeps the first of equal rows, drops labels that contradict each other, and counts over all steps', async () => {
    const rows = labelled(40);
    const [first, second] = [rows[0]!, rows[1]!];
    await write('a.jsonl', [
      ...rows,
      first,
      { ...first, input: ` ${first.input.toUpperCase()}` },
      { ...second, output: 'yes' },
      'nonsense',
    ]);
    const result = await desk.deduplicated('s', 'a.jsonl');
    expect(result.counts).toEqual({ read: 44, kept: 39, dropped: { conflict: 2, 'exact-duplicate': 2, malformed: 1 } });
    const dropped = (await desk.findings(result)).filter(({ action }) => action === 'drop');
    expect(dropped.map(({ line, rule }) => `${line} ${rule}`).toSorted()).toEqual(
      ['2 conflict', '41 exact-duplicate', '42 exact-duplicate', '43 conflict', '44 malformed'].toSorted(),
    );
    expect(dropped.find(({ line }) => line === 41)?.message).toContain('line 1 of a.jsonl');
    expect(result).toMatchObject({ duplicates: { conflicts: 1, clusters: 0 }, statistics: { rows: 39, distinctAnswers: 2 } });
  });

  test('ends where too little is left, by share and by number, naming the setting', async () => {
    await write('few.jsonl', labelled(9));
    await expect(desk.deduplicated('s', 'few.jsonl')).rejects.toThrow(
      /9 rows are left; the base model needs 10 \(validation\.minimumKeptRows\)/,
    );
    const [one] = labelled(1);
    await write('same.jsonl', [...labelled(20, 'z'), ...Array.from({ length: 30 }, () => one)]);
    await expect(desk.deduplicated('s', 'same.jsonl')).rejects.toMatchObject({
      name: 'DatasetRejected',
      message: expect.stringMatching(
        /21 of 50 rows are left \(42\.0 %\); at least 50 % must be \(validation\.minimumKeptShare\)\. Dropped: exact-duplicate 29/,
      ) as string,
    });
    expect(await scratch()).toEqual([]);
  });
});

describe('splitting and handing over', () => {
  test('puts every row on one side, over all stages alike, and nothing gets lost', async () => {
    await write('general.jsonl', labelled(300));
    const loud = labelled(200).map((row) => ({ ...row, input: row.input.toUpperCase() }));
    await write('company.jsonl', loud);
    const { splits } = SplitOutcome.parse(await desk.split({ general: 'general.jsonl', company: 'company.jsonl' }));
    expect(splits.map(({ train, validation, test: held, leaks }) => train.rows + validation.rows + held.rows + leaks)).toEqual([300, 200]);
    expect(splits.map(({ leaks }) => leaks)).toEqual([0, 0]);
    const prompts = async (ref: DatasetSplits['train']) =>
      (await desk.lines<Row>(ref)).map((row) => row.messages[0]!.content.toLowerCase());
    const trained = new Set([...(await prompts(splits[0]!.train)), ...(await prompts(splits[1]!.train))]);
    for (const held of [splits[0]!.test, splits[1]!.test, splits[0]!.validation, splits[1]!.validation])
      expect((await prompts(held)).filter((prompt) => trained.has(prompt))).toEqual([]);
  });

  test('drops what a ready-made split leaks', async () => {
    await write('train.jsonl', labelled(20));
    await write('validation.jsonl', labelled(4, 'v'));
    await write('test.jsonl', [...labelled(4, 't'), { input: question(3).toUpperCase(), output: 'no' }]);
    const { splits } = await desk.split({ s: { train: 'train.jsonl', validation: 'validation.jsonl', test: 'test.jsonl' } });
    expect(splits[0]).toMatchObject({ leaks: 1, train: { rows: 19 }, validation: { rows: 4 }, test: { rows: 5 } });
    expect(RowFinding.array().parse(await desk.lines(splits[0]!.findings))).toMatchObject([
      { file: 'train.jsonl', line: 4, rule: 'leak', action: 'drop', message: expect.stringMatching(/line 5 of test\.jsonl/) as string },
    ]);
  });

  test('trains on no row like one that nobody may train on, even where both hold what is redacted', async () => {
    const mail = { input: `${question(1000)} Answer to bo.peep@gmx.de`, output: 'no' };
    await write('a.jsonl', [...labelled(100), mail]);
    await write('frozen.jsonl', [labelled(100)[7], mail]);
    const { splits } = await desk.split(
      { s: 'a.jsonl' },
      { against: [{ name: 'frozen rows', rows: (await desk.cleaned('frozen rows', 'frozen.jsonl')).parts[0]!.rows }] },
    );
    expect(splits[0]).toMatchObject({ leaks: 2 });
    expect((await desk.lines<RowFinding>(splits[0]!.findings)).map(({ line, rule, action }) => [line, rule, action])).toEqual([
      [8, 'leak', 'drop'],
      [101, 'leak', 'drop'],
    ]);
  });

  test('hands over rows with replay among them, and a training that is wholly settled', async () => {
    for (const stage of ['one', 'two', 'three']) await write(`${stage}.jsonl`, labelled(stage === 'three' ? 100 : 200, stage));
    const { splits } = await desk.split({ one: 'one.jsonl', two: 'two.jsonl', three: 'three.jsonl' });
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
    const rows = await desk.lines<Row>(job.train);
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
    const measured = await desk.lines<Row>(held.earlier!);
    const measuredOf = (stage: string) => measured.filter((row) => row.messages[0]!.content.startsWith(stage)).length;
    expect(new Set([measuredOf('one'), measuredOf('two')])).toEqual(new Set([4, 5]));
    expect(await run(activities.uploadDataset, { ...request, ewc: { strength: 0, rows: 9 } })).toEqual(job);
  });

  test('holds nothing before the first stage has taught something, whatever is asked', async () => {
    await write('one.jsonl', labelled(100, 'one'));
    const { splits } = await desk.split({ one: 'one.jsonl' });
    const request = { ...uploadRequest([splits[0]!, splits[0]!, splits[0]!]), earlier: [] };
    const job = await run(activities.uploadDataset, { ...request, ewc: { strength: 3, rows: 9 } });
    expect(job).toEqual(await run(activities.uploadDataset, request));
    expect(job).not.toHaveProperty('earlier');
  });
});

test('no text of a row stands in any result that a history would hold, in a finding or in the data report', async () => {
  const canary = 'canary31415926';
  await write('a.jsonl', [
    ...labelled(200).map((row) => ({ ...row, input: `${row.input} ${canary}`, metadata: { note: canary } })),
    `{"${canary}`,
    { [canary]: 1 },
    { input: `Write to ${canary}@gmx.de about it`, output: 'yes' },
    { input: `Write to ${canary}@gmx.de about it`, output: 'no' },
  ]);
  const files = await desk.files('s', 'a.jsonl');
  const cleaned = await run(activities.cleanDataset, requests.clean('s', files));
  const validated = await run(activities.validateDataset, requests.validate('s', cleaned));
  const dataset = await run(activities.deduplicateDataset, requests.deduplicate('s', validated));
  const outcome = await run(activities.splitDatasets, requests.split([{ stage: 's', dataset }]));
  const told = await Promise.all([...dataset.findings, outcome.splits[0]!.findings, outcome.evidence].map((ref) => blobs.read(ref)));
  expect(dataset.counts.dropped).toEqual({ conflict: 2, malformed: 1, 'missing-field': 1 });
  expect(JSON.stringify([files, cleaned, validated, dataset, outcome, told.map(String)])).not.toContain(canary);

  const keys = await run(activities.reportData, {
    runId: 'run-1',
    name: 'desk',
    stages: [{ stage: 's', dataset, files, reading: {}, splits: outcome.splits[0]! }],
    outcome,
    settings: { ...rules, split },
    tokenizer: null,
    format: 'chat',
    fresh: false,
  });
  const [json, html] = await Promise.all([store.get(keys.json), store.get(keys.html)]);
  const report = DataReport.parse(JSON.parse(json!.toString('utf8')));
  expect(report.datasets[0]).toMatchObject({ counts: { read: 204, kept: 200, dropped: dataset.counts.dropped } });
  const { quarantine, ...others } = report.datasets[0]!;
  expect(JSON.stringify({ ...report, datasets: [others] })).not.toContain(canary);
  expect(quarantine.map(({ rule, rows }) => [rule, rows])).toEqual([
    ['malformed', 1],
    ['missing-field', 1],
    ['conflict', 2],
  ]);
  expect(html!.toString('utf8')).toContain('</html>');
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
