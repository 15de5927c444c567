import { z } from 'zod';
import { Environment } from './compute.ts';

/** manifest.json inside a checkpoint folder, written last but one (the folder's rename is last). */
export const LocalCheckpointManifest = z.strictObject({
  step: z.int().nonnegative(),
  trainingHash: z.string(),
  environment: Environment,
  bitExact: z.boolean(),
  files: z.record(z.string(), z.strictObject({ sha256: z.string(), size: z.int().nonnegative() })),
});
export type LocalCheckpointManifest = z.infer<typeof LocalCheckpointManifest>;
