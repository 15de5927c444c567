import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FilesRef } from '../contracts/blob.ts';
import type { Blobs } from '../storage/blobs.ts';

/** Fetches the files of a thing into a new folder, each verified. */
export async function fetchAll(blobs: Blobs, files: FilesRef, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [name, ref] of Object.entries(FilesRef.parse(files))) await blobs.fetch(ref, join(folder, name)); // the schema refuses names that are paths
}

/** The hash that folderHash gives for a folder with exactly these files. */
export function hashOfFiles(files: FilesRef): string {
  const names = Object.keys(files).toSorted(); // plain names are ASCII: code units and code points agree
  return createHash('sha256')
    .update(names.map((name) => `${name} ${files[name]?.sha256}\n`).join(''))
    .digest('hex');
}
