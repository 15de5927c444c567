import type { Blobs } from './blobs.ts';
import { fetchCheckpoint } from './fetch-checkpoint.ts';
import { findCheckpoint } from './find-checkpoint.ts';
import type { CheckpointQuery, FoundCheckpoint } from './find-checkpoint.ts';
import type { ObjectStore } from './object-store.ts';
import { publishCheckpoint } from './publish-checkpoint.ts';
import type { CheckpointUpload } from './publish-checkpoint.ts';

export type { FoundCheckpoint } from './find-checkpoint.ts';

/** Checkpoints of trainings, by the commit protocol: blobs first, manifest last, nothing trusted that does not verify. */
export interface Checkpoints {
  publishCheckpoint(upload: CheckpointUpload): Promise<{ key: string; step: number }>;
  findCheckpoint(query: CheckpointQuery): Promise<FoundCheckpoint | null>;
  fetchCheckpoint(found: FoundCheckpoint, folder: string): Promise<void>;
}

export function createCheckpoints(store: ObjectStore, blobs: Blobs): Checkpoints {
  return {
    publishCheckpoint: (upload) => publishCheckpoint(store, blobs, upload),
    findCheckpoint: (query) => findCheckpoint(store, blobs, query),
    fetchCheckpoint: (found, folder) => fetchCheckpoint(blobs, found, folder),
  };
}
