import type { ModelFiles } from '../model-files/model-files.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { Checkpoints } from '../storage/checkpoints.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { TrainerPool } from '../trainer-process/trainer-pool.ts';

/** What training on this machine works with. */
export interface LoraDependencies {
  pool: TrainerPool;
  modelFiles: ModelFiles;
  store: ObjectStore;
  blobs: Blobs;
  checkpoints: Checkpoints;
  /** ANNEAL_HOME: scratch folders lie below it. */
  home: string;
}
