import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataActivities } from '../contracts/data-activities.ts';
import { DataReport } from '../contracts/data-report.ts';
import type { DatasetFile, SplitOutcome } from '../contracts/dataset.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { sourceParts } from '../data/dataset-source.ts';
import type { DatasetReader } from '../datasets/found-files.ts';
import { freezeFile } from '../datasets/freeze-file.ts';
import { dataReportHtml } from '../report/data/html.ts';
import { diskFailure } from '../storage/local-files.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { SplitLedgers } from '../storage/split-ledgers.ts';
import { stepKey, type StepResults } from '../storage/step-results.ts';
import { cleanStep } from './data-steps/clean-step.ts';
import { deduplicateStep } from './data-steps/deduplicate-step.ts';
import { reportStep } from './data-steps/report-step.ts';
import { splitStep } from './data-steps/split-step.ts';
import type { Step, StepDependencies, StepRoom } from './data-steps/step.ts';
import { uploadStep } from './data-steps/upload-step.ts';
import { validateStep } from './data-steps/validate-step.ts';
import { withHeartbeat } from './steady-heartbeat.ts';

export interface DataDependencies extends StepDependencies {
  store: ObjectStore;
  stepResults: StepResults;
  ledgers: SplitLedgers;
  datasets: DatasetReader;
  /** Folder for temporary files; one folder an attempt, removed at its end. */
  scratch: string;
}

/** The steps from raw files to what a trainer reads. */
export function createDataActivities(dependencies: DataDependencies): DataActivities {
  const { blobs } = dependencies;
  return {
    /** Safe to retry: copies are content-addressed, and only the listing of the attempt that ends well is used. */
    findDataset: async (request) => ({
      files: await inFolder(dependencies, { doing: 'findDataset', stage: request.stage }, (room) =>
        freezeFiles(dependencies, request, room),
      ),
    }),

    /** Safe to retry: the result depends on the files' names and content and on the rules alone, and its objects are content-addressed. */
    cleanDataset: (request) => once(dependencies, cleanStep(dependencies, request), request),

    /** Safe to retry: the result depends on the cleaned rows and the rules alone. */
    validateDataset: (request) => once(dependencies, validateStep(dependencies, request), request),

    /** Safe to retry: the result depends on the judged rows and the rules alone. */
    deduplicateDataset: (request) => once(dependencies, deduplicateStep(dependencies, request), request),

    /** Safe to retry: a row's side depends on the salt, its group, its prompt and the ledger alone, over the same datasets. */
    splitDatasets: (request) => splitByLedger(dependencies, request),

    /** Safe to retry: the report follows from the request, and is overwritten by one that differs in its time alone. */
    reportData: async (request) => {
      const { report } = await once(dependencies, reportStep(dependencies, request), { stage: 'all', fresh: request.fresh });
      const kept = (await blobs.readJson(report)) as object;
      const whole = DataReport.parse({ ...kept, preparedAt: new Date().toISOString() });
      const keys = { json: `runs/${request.runId}/data.json`, html: `runs/${request.runId}/data.html` };
      await dependencies.store.put(keys.json, `${JSON.stringify(whole, null, 2)}\n`);
      await dependencies.store.put(keys.html, dataReportHtml(whole));
      return keys;
    },

    /** Safe to retry: which rows are replayed, where they stand and every setting follow from the request. */
    uploadDataset: (request) => once(dependencies, uploadStep(blobs, request), { stage: request.stage, fresh: false }),
  };
}

/** Runs of one model that split at the same time are in each other's way so often at most. */
const mostTries = 5;

/** Splits by the newest ledger of the model, and leaves a newer one, unless somebody else has in the meantime: then by theirs. */
async function splitByLedger(
  dependencies: DataDependencies,
  request: Parameters<DataActivities['splitDatasets']>[0],
): Promise<SplitOutcome> {
  const { name, split, fresh } = request;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const before = await dependencies.ledgers.find(name, split.salt);
    const outcome = await once(dependencies, splitStep(dependencies, request, before?.ledger ?? null), { stage: 'all', fresh });
    if (before?.ledger.sha256 === outcome.ledger.sha256) return outcome;
    // a night over unchanged rows asks with the ledger that this one has left, and is to find what it made
    await keepOutcome(dependencies, splitStep(dependencies, request, outcome.ledger), outcome);
    if (await dependencies.ledgers.replace(name, split.salt, outcome.ledger, before)) return outcome;
  }
  throw new AnnealFailure(
    'StoreUnavailable',
    `Other runs of the model "${name}" changed its split ledger ${mostTries} times while this one was splitting. It is tried again; start fewer runs of one model at a time.`,
  );
}

async function keepOutcome({ stepResults }: DataDependencies, { identity }: Step<SplitOutcome>, outcome: SplitOutcome): Promise<void> {
  const { splits, ledger, evidence } = outcome;
  const rows = splits.flatMap(({ train, validation, test, findings }) => [train, validation, test, findings]);
  await stepResults.keep(identity.step, stepKey(identity), outcome, [...rows, ledger, evidence], { firstWins: true });
}

/** Looks for a step's result before working; `fresh` passes by what the store holds. */
async function once<T>(
  dependencies: DataDependencies,
  { identity, schema, work }: Step<T>,
  { stage, fresh }: { stage: string; fresh: boolean },
): Promise<T> {
  const { stepResults } = dependencies;
  return inFolder(dependencies, { doing: identity.step, stage }, async (room) => {
    const key = stepKey(identity);
    const known = fresh ? null : await stepResults.find(identity.step, key, schema);
    if (known !== null) return known;
    const { result, refs } = await work(room);
    return stepResults.keep(identity.step, key, result, refs);
  });
}

async function freezeFiles(
  { blobs, datasets }: DataDependencies,
  { dataset, reading }: Parameters<DataActivities['findDataset']>[0],
  { folder, signal }: StepRoom,
): Promise<DatasetFile[]> {
  const files: DatasetFile[] = [];
  for (const { uri, split } of sourceParts(dataset)) {
    for (const file of await datasets.find(uri)) {
      if (isListed(files, file.uri, split)) continue;
      const path = join(folder, String(files.length));
      const { content, lines, format } = await freezeFile(datasets, file, path, signal, reading);
      files.push({ uri: file.uri, split, content: await blobs.putFile(path, { ref: content, signal }), lines, format });
      await rm(path);
    }
  }
  return files;
}

/** A file that two globs of one split match is read once. @throws InvalidInput when it is named for two splits */
function isListed(files: DatasetFile[], uri: string, split: DatasetFile['split']): boolean {
  const listed = files.find((file) => file.uri === uri);
  if (listed === undefined || listed.split === split) return listed !== undefined;
  throw new AnnealFailure(
    'InvalidInput',
    `Dataset: ${uri} is named both as ${listed.split} and as ${split}. A file can be of one split only: name different files, or give one list and let Anneal split it.`,
  );
}

/** Works in an empty folder of this attempt, with heartbeats that tell the rows done. @throws DiskFull where the disk is */
async function inFolder<T>(
  { scratch }: Pick<DataDependencies, 'scratch'>,
  details: { doing: string; stage: string },
  work: (room: StepRoom) => Promise<T>,
): Promise<T> {
  const folder = join(scratch, `data-${randomUUID()}`);
  const progress = { ...details, rows: 0 };
  return withHeartbeat(progress, async (signal) => {
    try {
      await mkdir(folder, { recursive: true });
      return await work({ folder, signal, onProgress: (rows) => void (progress.rows = rows) });
    } catch (error) {
      throw diskFailure(error, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}
