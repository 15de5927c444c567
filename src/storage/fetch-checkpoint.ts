import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AnnealFailure } from '../contracts/failure.ts';
import type { Blobs } from './blobs.ts';
import { isFileName, manifestName } from './checkpoint-manifest.ts';
import type { FoundCheckpoint } from './find-checkpoint.ts';
import { syncFolder, writeWhole } from './local-files.ts';

/**
 * Fetches a found checkpoint into an empty or new folder, every file verified, manifest.json last.
 * @throws AnnealFailure InvalidInput when the folder holds something; CheckpointCorrupt for names that lead out of it.
 */
export async function fetchCheckpoint(
  blobs: Blobs,
  found: Pick<FoundCheckpoint, 'files' | 'local' | 'manifestKey'>,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0)
    throw new AnnealFailure('InvalidInput', `${folder} is not empty, so a checkpoint would mix with what is there. Give an empty folder.`);
  const bad = Object.keys(found.files).find((name) => !isFileName(name));
  if (bad !== undefined)
    throw new AnnealFailure(
      'CheckpointCorrupt',
      `${found.manifestKey} names a file ${JSON.stringify(bad)}; only plain names are allowed. The manifest was not written by Anneal: delete it.`,
    );
  for (const [name, ref] of Object.entries(found.files)) await blobs.fetch(ref, join(folder, name));
  await writeWhole(join(folder, manifestName), [Buffer.from(`${JSON.stringify(found.local, null, 2)}\n`)]);
  await syncFolder(folder);
}
