import { z } from 'zod';
import type { FilesRef } from '../contracts/blob.ts';
import { BlobRef, Sha256 } from '../contracts/blob.ts';
import { LocalCheckpointManifest } from '../contracts/local-checkpoint.ts';
import { blobKey } from './blobs.ts';
import { checkName, isPlainName } from './object-key.ts';

/** `training/<trainKey>/checkpoints/<step>-<attempt>/manifest.json`: what a checkpoint is made of. Written last. */
export const CheckpointManifest = z.strictObject({
  format: z.literal(1),
  trainKey: z.string(),
  attempt: z.string(),
  /** Manifest key of the checkpoint that this training went on from. */
  parent: z.string().nullable(),
  ...LocalCheckpointManifest.omit({ files: true }).shape,
  files: z.record(z.string().refine(isFileName, 'is not the name of a file in a checkpoint'), BlobRef.extend({ key: z.string() })),
});
export type CheckpointManifest = z.infer<typeof CheckpointManifest>;

/** The manifest's name inside a checkpoint folder. */
export const manifestName = 'manifest.json';

/** Plain names only: a manifest must not be able to write outside its folder, nor over the local manifest. */
export function isFileName(name: string): boolean {
  return isPlainName(name) && name !== manifestName;
}

/** Where the checkpoints of a training lie; ends in a slash. */
export function checkpointsPrefix(trainKey: string): string {
  return `training/${checkName('a training key', trainKey)}/checkpoints/`;
}

/** Key of a checkpoint's manifest. Two attempts never share one. */
export function manifestKey(trainKey: string, step: number, attempt: string): string {
  return `${checkpointsPrefix(trainKey)}${String(step).padStart(10, '0')}-${checkName('an attempt', attempt)}/${manifestName}`;
}

/** Step of a manifest's key; null for keys of anything else. */
export function stepOfManifestKey(key: string): number | null {
  const step = /\/checkpoints\/(\d+)-[^/]+\/manifest\.json$/.exec(key)?.[1];
  return step === undefined ? null : Number(step);
}

/** The files of a local checkpoint as references. Throws a ZodError for names and hashes that are none. */
function fileRefs(local: LocalCheckpointManifest): FilesRef {
  return z
    .record(
      z.string().refine(isFileName, 'is not the name of a file in a checkpoint'),
      z.strictObject({ sha256: Sha256, size: z.int().nonnegative() }),
    )
    .parse(local.files);
}

/** The manifest of a local checkpoint, as it is kept in the store. */
export function toStored(
  local: LocalCheckpointManifest,
  origin: Pick<CheckpointManifest, 'trainKey' | 'attempt' | 'parent'>,
): CheckpointManifest {
  const files = Object.entries(fileRefs(local)).map(([name, ref]) => [name, { ...ref, key: blobKey(ref) }] as const);
  return { format: 1, ...origin, ...local, files: Object.fromEntries(files) };
}

/** The manifest that the trainer wrote, from the stored one. */
export function toLocal({ step, trainingHash, environment, bitExact, files }: CheckpointManifest): LocalCheckpointManifest {
  const local = Object.entries(files).map(([name, { sha256, size }]) => [name, { sha256, size }] as const);
  return { step, trainingHash, environment, bitExact, files: Object.fromEntries(local) };
}
