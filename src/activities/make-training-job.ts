import type { UploadRequest } from '../contracts/activities.ts';
import type { RowsRef } from '../contracts/blob.ts';
import type { Row } from '../contracts/row.ts';
import type { TrainingJob } from '../contracts/training.ts';
import { writeLineFiles, type LineFile, type WrittenFile } from '../datasets/line-file.ts';
import type { ReadRows } from '../datasets/read-rows.ts';
import { chooseRows, mixRows, replayQuotas } from '../training/replay.ts';
import { resolveTrainSettings } from '../training/settings.ts';
import { trainKey } from '../training/train-key.ts';

export interface JobMeans {
  read: ReadRows;
  put: (file: WrittenFile) => Promise<RowsRef>;
  /** An empty folder for the output. */
  folder: string;
  signal: AbortSignal;
}

/** Mixes replayed rows in, writes what the trainer reads, and settles every setting that the spec left open. */
export async function makeTrainingJob(request: UploadRequest, { read, put, folder, signal }: JobMeans): Promise<TrainingJob> {
  const { splits, start, stage, attempt } = request;
  const replayed = await chooseReplay(request, read);
  const files = await writeLineFiles(folder, ['train', 'validation'], async (outputs) => {
    await writeRows(mixRows(read<Row>(splits.train), splits.train.rows, replayed, request.seed), outputs.train, signal);
    await writeRows(read<Row>(splits.validation), outputs.validation, signal);
  });
  const [train, validation] = [await put(files.train), await put(files.validation)];
  const { settings, microBatchSize, updates } = resolveTrainSettings({ ...request, rows: train.rows });
  const key = trainKey({ start, train, validation, settings });
  return { trainKey: key, stage, attempt, start, train, validation, replayedRows: replayed.length, updates, settings, microBatchSize };
}

async function chooseReplay({ splits, earlier, replay, seed }: UploadRequest, read: ReadRows): Promise<Row[]> {
  const quotas = replayQuotas(
    splits.train.rows,
    earlier.map(({ rows }) => rows),
    replay,
  );
  const chosen: Row[] = [];
  for (const [index, ref] of earlier.entries()) chosen.push(...(await chooseRows(read<Row>(ref), quotas[index]!, seed)));
  return chosen;
}

/** The trainer gets what it learns from: groups, metadata and places stay here, and do not change the data's hash. */
async function writeRows(rows: AsyncIterable<Row>, file: LineFile, signal: AbortSignal): Promise<void> {
  for await (const { id, messages } of rows) {
    signal.throwIfAborted();
    await file.write({ id, messages });
  }
}
