import type { FilesRef } from '../contracts/blob.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { LocalCheckpointManifest } from '../contracts/local-checkpoint.ts';
import type { Environment } from '../contracts/compute.ts';
import type { BlobDefect, Blobs } from './blobs.ts';
import { blobKey } from './blobs.ts';
import { CheckpointManifest, checkpointsPrefix, manifestKey, stepOfManifestKey, toLocal } from './checkpoint-manifest.ts';
import type { ObjectStore } from './object-store.ts';

/** A checkpoint that was read whole and is as its manifest says. */
export interface FoundCheckpoint {
  step: number;
  manifestKey: string;
  environment: Environment;
  bitExact: boolean;
  files: FilesRef;
  /** Later checkpoints that were passed by, and why. */
  rejected: RejectedCheckpoint[];
  /** What the trainer wrote beside the files. */
  local: LocalCheckpointManifest;
}

interface RejectedCheckpoint {
  key: string;
  reason: string;
}

export interface CheckpointQuery {
  trainKey: string;
  trainingHash: string;
}

/** One defect is enough to pass a checkpoint by. */
interface Verdict {
  kind: BlobDefect['kind'] | 'foreign';
  reason: string;
}

/**
 * The highest step whose manifest and files verify, each file by reading it whole; null = there is none.
 * @throws AnnealFailure StoreUnavailable when none verifies and one could only not be read: giving it up would train it again.
 */
export async function findCheckpoint(store: ObjectStore, blobs: Blobs, query: CheckpointQuery): Promise<FoundCheckpoint | null> {
  const rejected: RejectedCheckpoint[] = [];
  let unreadable: string | null = null;
  for (const key of await manifestKeys(store, query.trainKey)) {
    const manifest = await readManifest(store, key, query);
    const verdict = 'reason' in manifest ? manifest : await examineFiles(blobs, manifest);
    if (verdict === null) return found(key, manifest as CheckpointManifest, rejected);
    rejected.push({ key, reason: verdict.reason });
    if (verdict.kind === 'unreadable') unreadable ??= verdict.reason;
  }
  if (unreadable !== null)
    throw new AnnealFailure(
      'StoreUnavailable',
      `No checkpoint of training ${query.trainKey} can be used now, and at least one may be whole: ${unreadable}`,
      { details: { rejected } },
    );
  return null;
}

/** Newest step first. Names give the order, never the store's list. */
async function manifestKeys(store: ObjectStore, trainKey: string): Promise<string[]> {
  const keys: { key: string; step: number }[] = [];
  for await (const { key } of store.list(checkpointsPrefix(trainKey))) {
    const step = stepOfManifestKey(key);
    if (step !== null) keys.push({ key, step });
  }
  return keys.toSorted((a, b) => b.step - a.step || (a.key < b.key ? 1 : -1)).map(({ key }) => key);
}

async function readManifest(
  store: ObjectStore,
  key: string,
  { trainKey, trainingHash }: CheckpointQuery,
): Promise<CheckpointManifest | Verdict> {
  const bytes = await store.get(key);
  if (bytes === null) return { kind: 'missing', reason: 'its manifest is gone' };
  const parsed = CheckpointManifest.safeParse(parseJson(bytes));
  if (!parsed.success)
    return {
      kind: 'altered',
      reason: `its manifest is damaged: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ')}`,
    };
  const { data } = parsed;
  if (data.trainKey !== trainKey || key !== manifestKey(data.trainKey, data.step, data.attempt))
    return { kind: 'foreign', reason: 'its manifest belongs to another place' };
  if (data.trainingHash !== trainingHash)
    return { kind: 'foreign', reason: `it belongs to another training: its hash is ${data.trainingHash}, not ${trainingHash}` };
  const misplaced = Object.entries(data.files).find(([, ref]) => ref.key !== blobKey(ref));
  return misplaced ? { kind: 'foreign', reason: `its file ${misplaced[0]} points elsewhere than to its content` } : data;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function examineFiles(blobs: Blobs, manifest: CheckpointManifest): Promise<Verdict | null> {
  for (const [name, { sha256, size }] of Object.entries(manifest.files)) {
    const defect = await blobs.examine({ sha256, size });
    if (defect) return { kind: defect.kind, reason: `${name}: ${defect.message}` };
  }
  return null;
}

function found(key: string, manifest: CheckpointManifest, rejected: RejectedCheckpoint[]): FoundCheckpoint {
  const local = toLocal(manifest);
  return {
    step: manifest.step,
    manifestKey: key,
    environment: manifest.environment,
    bitExact: manifest.bitExact,
    files: local.files,
    rejected,
    local,
  };
}
