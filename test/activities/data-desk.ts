import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createDataActivities } from '../../src/activities/data.ts';
import type { PreparationMeans } from '../../src/activities/data-steps/step.ts';
import type { DataActivities } from '../../src/contracts/data-activities.ts';
import type { BlobRef } from '../../src/contracts/blob.ts';
import { CleanedDataset, DeduplicatedDataset, ValidatedDataset, type DatasetFile, type SplitOutcome } from '../../src/contracts/dataset.ts';
import { PreparationRules } from '../../src/contracts/plan.ts';
import { RowFinding } from '../../src/contracts/row-finding.ts';
import { createDatasetReader } from '../../src/datasets/dataset-reader.ts';
import { createBlobs, type Blobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { createSplitLedgers } from '../../src/storage/split-ledgers.ts';
import { createStepResults } from '../../src/storage/step-results.ts';
import { collect } from '../data/collect.ts';
import { storeReader } from '../datasets/store-reader.ts';

export type RequestOf<N extends keyof DataActivities> = Parameters<DataActivities[N]>[0];
type Dataset = RequestOf<'findDataset'>['dataset'];

export const rules = PreparationRules.parse({ cleaning: {}, pii: {}, formatting: {}, validation: {}, duplicates: {} });
export const split = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/test' };
const { cleaning, pii, formatting, validation, duplicates } = rules;

const means: PreparationMeans = {
  domainCleaners: [],
  hashKey: null,
  detector: null,
  threads: 0,
  localFiles: () => Promise.reject(new Error('no tokenizer is named')),
};

export const run = <A, R>(activity: (request: A) => Promise<R>, request: A, environment = new MockActivityEnvironment()): Promise<R> =>
  environment.run<[A], R, typeof activity>(activity, request);

/** Requests with every rule at its default. */
export const requests = {
  clean: (stage: string, files: DatasetFile[], more: Partial<RequestOf<'cleanDataset'>> = {}): RequestOf<'cleanDataset'> => ({
    stage,
    files,
    reading: {},
    cleaning,
    pii,
    formatting,
    format: 'chat',
    fresh: false,
    ...more,
  }),
  validate: (stage: string, cleaned: CleanedDataset, more: Partial<RequestOf<'validateDataset'>> = {}): RequestOf<'validateDataset'> => ({
    stage,
    cleaned,
    answers: 'auto',
    validation,
    pii,
    format: 'chat',
    tokenizer: null,
    rowTokens: 2048,
    fresh: false,
    ...more,
  }),
  deduplicate: (
    stage: string,
    validated: ValidatedDataset,
    more: Partial<RequestOf<'deduplicateDataset'>> = {},
  ): RequestOf<'deduplicateDataset'> => ({ stage, validated, duplicates, kept: validation, pii, fresh: false, ...more }),
  split: (stages: RequestOf<'splitDatasets'>['stages'], more: Partial<RequestOf<'splitDatasets'>> = {}): RequestOf<'splitDatasets'> => ({
    name: 'desk',
    stages,
    against: [],
    split,
    duplicates,
    fresh: false,
    ...more,
  }),
};

/** Data activities over a store of files, in folders of their own below one. */
export class DataDesk {
  readonly store: ObjectStore;
  readonly blobs: Blobs;
  readonly activities: DataActivities;

  private constructor(store: ObjectStore, blobs: Blobs, activities: DataActivities) {
    this.store = store;
    this.blobs = blobs;
    this.activities = activities;
  }

  /** @param folder gets `store` and `scratch` @param root where datasets lie */
  static async open(folder: string, root: string, own: Partial<PreparationMeans> = {}): Promise<DataDesk> {
    const scratch = join(folder, 'scratch');
    await mkdir(scratch, { recursive: true });
    const store = createFolderObjectStore(join(folder, 'store'));
    const blobs = createBlobs(store, { scratch });
    const datasets = createDatasetReader({ s3: storeReader(store), dataRoots: [root] });
    const stepResults = createStepResults(store, blobs);
    const ledgers = createSplitLedgers(store);
    const activities = createDataActivities({ blobs, store, stepResults, ledgers, datasets, scratch, means: { ...means, ...own } });
    return new DataDesk(store, blobs, activities);
  }

  async lines<T>(ref: BlobRef): Promise<T[]> {
    return (await collect(this.blobs.readLines(ref))) as T[];
  }

  /** Findings of every step so far. */
  async findings({ findings }: Pick<CleanedDataset, 'findings'>): Promise<RowFinding[]> {
    const lists = await Promise.all(findings.map((ref) => this.lines(ref)));
    return RowFinding.array().parse(lists.flat());
  }

  async files(stage: string, dataset: Dataset): Promise<DatasetFile[]> {
    return (await run(this.activities.findDataset, { stage, dataset })).files;
  }

  async cleaned(stage: string, dataset: Dataset, more?: Partial<RequestOf<'cleanDataset'>>): Promise<CleanedDataset> {
    const request = requests.clean(stage, await this.files(stage, dataset), more);
    return CleanedDataset.parse(await run(this.activities.cleanDataset, request));
  }

  async validated(stage: string, dataset: Dataset): Promise<ValidatedDataset> {
    const request = requests.validate(stage, await this.cleaned(stage, dataset));
    return ValidatedDataset.parse(await run(this.activities.validateDataset, request));
  }

  async deduplicated(stage: string, dataset: Dataset): Promise<DeduplicatedDataset> {
    const request = requests.deduplicate(stage, await this.validated(stage, dataset));
    return DeduplicatedDataset.parse(await run(this.activities.deduplicateDataset, request));
  }

  async split(datasets: Record<string, Dataset>, more?: Partial<RequestOf<'splitDatasets'>>): Promise<SplitOutcome> {
    const stages = [];
    for (const [stage, dataset] of Object.entries(datasets)) stages.push({ stage, dataset: await this.deduplicated(stage, dataset) });
    return run(this.activities.splitDatasets, requests.split(stages, more));
  }
}
