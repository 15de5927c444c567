import type { BlobRef } from '../contracts/blob.ts';
import type { ModelRef } from '../contracts/model.ts';
import type { TrainSettings } from '../contracts/trainer-protocol.ts';
import { hashOf } from '../data/canonical-json.ts';

/** Changes when the trainer learns something else from the same rows and settings; older checkpoints are not resumed from then. */
const trainerVersion = 1;

/**
 * Names one training: the base model, the adapter it starts from, the rows in their order, and every setting that
 * decides what is learned. Whoever runs it, on whatever machine, it is the same training.
 */
export function trainKey({
  start,
  train,
  validation,
  settings,
  earlier,
}: {
  start: ModelRef;
  train: BlobRef;
  validation: BlobRef;
  settings: TrainSettings;
  /** Rows that elastic weight consolidation measures by; absent = none. */
  earlier?: BlobRef | undefined;
}): string {
  const adapter =
    start.adapter === null ? null : Object.fromEntries(Object.entries(start.adapter).map(([name, file]) => [name, file.sha256]));
  const rows = { train: train.sha256, validation: validation.sha256, earlier: earlier?.sha256 };
  return hashOf({ trainerVersion, base: start.base.hash, adapter, ...rows, settings });
}
