import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobRef } from '../contracts/blob.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { LocalCheckpointManifest } from '../contracts/local-checkpoint.ts';
import { canonicalJson } from '../data/canonical-json.ts';
import type { Blobs } from './blobs.ts';
import { manifestKey, manifestName, toStored } from './checkpoint-manifest.ts';
import { errorCode, hashFile } from './local-files.ts';
import type { ObjectStore } from './object-store.ts';

export interface CheckpointUpload {
  trainKey: string;
  /** Unique among all attempts at this training, e.g. activity attempt and worker: letters, digits, `.`, `_`, `-`. */
  attempt: string;
  /** Finished checkpoint folder with its manifest.json. */
  folder: string;
  /** Manifest key of the checkpoint that this attempt went on from. */
  parent?: string | null;
  onProgress?: (sentBytes: number, totalBytes: number) => void;
  signal?: AbortSignal;
}

/**
 * Puts a finished local checkpoint into the store: blobs first, manifest last, so that whatever breaks in between nobody
 * sees half a checkpoint. Repeating it is safe and sends only what is missing.
 * @throws AnnealFailure CheckpointCorrupt when the folder is not what its manifest says; ContentConflict when another manifest has this name.
 */
export async function publishCheckpoint(
  store: ObjectStore,
  blobs: Blobs,
  upload: CheckpointUpload,
): Promise<{ key: string; step: number }> {
  const { trainKey, attempt, folder, parent = null } = upload;
  const local = await readLocalManifest(folder);
  const manifest = toStored(local, { trainKey, attempt, parent });
  const key = manifestKey(trainKey, local.step, attempt);
  const files = Object.entries(manifest.files).map(([name, { sha256, size }]) => ({ path: join(folder, name), ref: { sha256, size } }));
  for (const { path, ref } of files) await checkFile(path, ref);
  await sendFiles(blobs, files, upload);
  await sendMissing(blobs, files); // a blob that was there already may just have been swept away
  upload.signal?.throwIfAborted();
  await writeManifest(store, key, canonicalJson(manifest));
  await sendMissing(blobs, files); // from here on the manifest protects them; what went in between is sent again
  return { key, step: local.step };
}

async function readLocalManifest(folder: string): Promise<LocalCheckpointManifest> {
  const path = join(folder, manifestName);
  try {
    const manifest = LocalCheckpointManifest.parse(JSON.parse(await readFile(path, 'utf8')));
    toStored(manifest, { trainKey: '', attempt: '', parent: null }); // refuses names that lead out of the folder
    return manifest;
  } catch (error) {
    throw new AnnealFailure(
      'CheckpointCorrupt',
      `${path} is not the manifest of a finished checkpoint: ${error instanceof Error ? error.message : 'unreadable'}. The checkpoint is not stored; training goes on and makes the next one.`,
      { cause: error },
    );
  }
}

async function checkFile(path: string, ref: BlobRef): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (!found?.isFile()) throw corrupt(path, found ? 'it is a link or a folder, not a file' : 'it is missing');
  if (found.size !== ref.size) throw corrupt(path, `it has ${found.size} bytes instead of ${ref.size}`);
  if ((await hashFile(path)).sha256 !== ref.sha256) throw corrupt(path, 'its SHA-256 is another');
}

function corrupt(path: string, why: string): AnnealFailure {
  return new AnnealFailure(
    'CheckpointCorrupt',
    `${path} is not the file that its checkpoint's manifest names: ${why}. The checkpoint is not stored; training goes on and makes the next one. If this repeats, check the disk.`,
  );
}

interface CheckpointFile {
  path: string;
  ref: BlobRef;
}

/** Reads what is there already: a step that is trained again after damage meets the damaged blob. */
async function sendFiles(
  blobs: Blobs,
  files: readonly CheckpointFile[],
  { onProgress, signal }: Pick<CheckpointUpload, 'onProgress' | 'signal'>,
): Promise<void> {
  const totalBytes = files.reduce((sum, { ref }) => sum + ref.size, 0);
  let done = 0;
  for (const { path, ref } of files) {
    const before = done;
    await blobs.putFile(path, {
      ref,
      examine: true,
      onProgress: (bytes) => onProgress?.(before + bytes, totalBytes),
      ...(signal && { signal }),
    });
    done += ref.size;
  }
}

async function sendMissing(blobs: Blobs, files: readonly CheckpointFile[]): Promise<void> {
  for (const { path, ref } of files) if (!(await blobs.has(ref))) await blobs.putFile(path, { ref });
}

async function writeManifest(store: ObjectStore, key: string, text: string): Promise<void> {
  const { written } = await store.put(key, text, { ifAbsent: true });
  if (written) return;
  const found = await store.get(key);
  if (found?.toString('utf8') === text) return; // one's own, whose answer was lost
  throw new AnnealFailure(
    'ContentConflict',
    `${key} exists and describes another checkpoint. It stays as it is: two attempts used one name. Start the attempt again under a name of its own.`,
    { details: { key } },
  );
}
