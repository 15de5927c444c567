import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, test } from 'vitest';
import { createDataActivities } from '../../src/activities/data.ts';
import type { BlobRef } from '../../src/contracts/blob.ts';
import type { DroppedRow, ValidatedDataset } from '../../src/contracts/dataset.ts';
import { createDatasetReader } from '../../src/datasets/dataset-reader.ts';
import { createBlobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import { createStepResults } from '../../src/storage/step-results.ts';
import { storeReader } from '../datasets/store-reader.ts';
import { collect } from '../data/collect.ts';

const example = fileURLToPath(new URL('../../examples/contract-review', import.meta.url));
const stageNames = ['general', 'specific', 'company'];
const lengths = { minimumPromptWords: 5, minimumAnswerWords: 10, maximumPromptWords: 1000 };
const run = <A, R>(activity: (request: A) => Promise<R>, request: A): Promise<R> =>
  new MockActivityEnvironment().run<[A], R, typeof activity>(activity, request);

test('of the contract review data, exactly the planted rows are dropped, each named with the row that it repeats', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'anneal-example-'));
  try {
    await mkdir(join(folder, 'scratch'));
    const store = createFolderObjectStore(join(folder, 'store'));
    const blobs = createBlobs(store, { scratch: join(folder, 'scratch') });
    const datasets = createDatasetReader({ s3: storeReader(store), dataRoots: [example] });
    const activities = createDataActivities({
      blobs,
      stepResults: createStepResults(store, blobs),
      datasets,
      scratch: join(folder, 'scratch'),
    });
    const droppedRows = async (ref: BlobRef) => (await collect(blobs.readLines(ref))) as DroppedRow[];

    const stages: { stage: string; dataset: ValidatedDataset }[] = [];
    for (const stage of stageNames) {
      const dataset = {
        train: `data/${stage}/train.jsonl`,
        validation: `data/${stage}/validation.jsonl`,
        test: `data/${stage}/test.jsonl`,
      };
      const { files } = await run(activities.findDataset, { stage, dataset });
      const cleaned = await run(activities.cleanDataset, { stage, files, fresh: false });
      stages.push({ stage, dataset: await run(activities.validateDataset, { stage, cleaned, answers: 'auto', lengths, fresh: false }) });
    }
    const split = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/contract-review' };
    const { splits } = await run(activities.splitDatasets, { stages, split, fresh: false });

    const lists = await Promise.all(
      [...stages.map(({ dataset }) => dataset.dropped), ...splits.map(({ dropped }) => dropped)].map(droppedRows),
    );
    const planted = JSON.parse(await readFile(join(example, 'planted.json'), 'utf8')) as {
      file: string;
      line: number;
      same?: { file: string; line: number };
    }[];
    const place = ({ file, line }: { file: string; line: number }) => `${file}:${line}`;
    const dropped = new Map(lists.flat().map((row) => [place(row), row.reason]));
    expect([...dropped.keys()].toSorted()).toEqual(planted.map(place).toSorted());
    const repeated = planted.flatMap((row) =>
      row.same ? [{ reason: dropped.get(place(row)), same: `line ${row.same.line} of ${row.same.file}` }] : [],
    );
    for (const { reason, same } of repeated) expect(reason).toContain(same);
    expect(stages.map(({ dataset }) => dataset.answers)).toEqual(['labels', 'json', 'json']);
    expect(splits.map(({ leaks }) => leaks)).toEqual([1, 1, 1]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
