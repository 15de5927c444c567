import type { PrefixedRows, TrainingPart, UploadRequest } from '../contracts/data-activities.ts';
import type { RowsRef } from '../contracts/blob.ts';
import type { Row } from '../contracts/row.ts';
import type { TrainingJob } from '../contracts/training.ts';
import { prefixRow } from '../data/prefix-row.ts';
import { writeLineFiles, type LineFile, type WrittenFile } from '../preparation/line-file.ts';
import type { ReadRows } from '../datasets/read-rows.ts';
import { drawRows, interleave } from '../training/mix-tasks.ts';
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

/** Mixes tasks and replayed rows, writes what the trainer reads, and settles every setting that the spec left open. */
export async function makeTrainingJob(request: UploadRequest, { read, put, folder, signal }: JobMeans): Promise<TrainingJob> {
  const { parts, start, stage, attempt, seed } = request;
  const own = parts.reduce((sum, part) => sum + part.rowsPerEpoch, 0);
  const replayed = await chooseReplay(request, own, read);
  const held = await chooseHeld(request, read);
  const files = await writeLineFiles(folder, ['train', 'validation', 'earlier'], async (outputs) => {
    await writeRows(mixRows(trainRows(parts, read, seed), own, replayed, seed), outputs.train, signal);
    for (const { validation } of parts) await writeRows(prefixed(validation, read), outputs.validation, signal);
    await writeRows(held, outputs.earlier, signal);
  });
  const [train, validation] = [await put(files.train), await put(files.validation)];
  const earlier = held.length === 0 ? undefined : await put(files.earlier);
  const ewcStrength = earlier && request.ewc ? request.ewc.strength : null; // with nothing to hold it is the training that it would be without
  const { settings, microBatchSize, updates } = resolveTrainSettings({ ...request, rows: train.rows, ewcStrength });
  const key = trainKey({ start, train, validation, settings, earlier });
  const data = { train, validation, ...(earlier && { earlier }) };
  return { trainKey: key, stage, attempt, start, ...data, replayedRows: replayed.length, updates, settings, microBatchSize };
}

/** An epoch's rows of every part, evenly among one another. */
function trainRows(parts: TrainingPart[], read: ReadRows, seed: number): AsyncIterable<Row> {
  return interleave(
    parts.map(({ train, rowsPerEpoch }) => ({
      count: rowsPerEpoch,
      rows: drawRows(() => prefixed(train, read), train.rows.rows, rowsPerEpoch, seed),
    })),
  );
}

async function* prefixed({ rows, prefix }: PrefixedRows, read: ReadRows): AsyncGenerator<Row> {
  for await (const row of read<Row>(rows)) yield prefixRow(row, prefix);
}

async function chooseReplay({ earlier, replay, seed }: UploadRequest, own: number, read: ReadRows): Promise<Row[]> {
  return chooseEarlier(earlier, replayQuotas(own, sizesOf(earlier), replay), { seed, read });
}

/** Rows by which elastic weight consolidation measures what the earlier stages need: equal parts from each, as far as they go. */
async function chooseHeld({ earlier, ewc, seed }: UploadRequest, read: ReadRows): Promise<Row[]> {
  if (ewc === undefined || ewc.strength === 0) return [];
  return chooseEarlier(earlier, replayQuotas(ewc.rows, sizesOf(earlier), 1), { seed, read });
}

async function chooseEarlier(earlier: PrefixedRows[], quotas: number[], { seed, read }: { seed: number; read: ReadRows }): Promise<Row[]> {
  const chosen: Row[] = [];
  for (const [index, part] of earlier.entries()) chosen.push(...(await chooseRows(prefixed(part, read), quotas[index]!, seed)));
  return chosen;
}

const sizesOf = (parts: PrefixedRows[]) => parts.map(({ rows }) => rows.rows);

/** The trainer gets what it learns from: groups, metadata and places stay here, and do not change the data's hash. */
async function writeRows(rows: AsyncIterable<Row> | Iterable<Row>, file: LineFile, signal: AbortSignal): Promise<void> {
  for await (const { id, messages } of rows) {
    signal.throwIfAborted();
    await file.write({ id, messages });
  }
}
