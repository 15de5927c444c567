import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AnnealFailure } from '../contracts/failure.ts';
import { folderFingerprint, folderHash } from './folder-hash.ts';

/** Folders named by the hash of their files. One appears only when it is whole, and is read once by each process before it is used. */
export interface KeptFolders {
  path(hash: string): string;
  /** Whether the folder is there and its files are those of the hash. A damaged one is removed. */
  holds(hash: string): Promise<boolean>;
  /** Makes a folder by `fill` and keeps it under its hash. @throws AnnealFailure ContentConflict when it has another hash than `expected`. */
  keep(fill: (folder: string) => Promise<void>, expected?: string): Promise<string>;
}

export function createKeptFolders(root: string): KeptFolders {
  const verified = new Map<string, string>();
  const path = (hash: string) => join(root, hash);

  const holds = async (hash: string) => {
    const fingerprint = await folderFingerprint(path(hash)).catch(() => null);
    if (fingerprint === null) return false;
    if (verified.get(hash) === fingerprint) return true;
    if ((await folderHash(path(hash))) === hash) {
      verified.set(hash, fingerprint);
      return true;
    }
    await discard(root, path(hash));
    return false;
  };
  return {
    path,
    holds,
    keep: async (fill, expected) => {
      const draft = join(root, `.making-${randomUUID()}`);
      try {
        await mkdir(root, { recursive: true, mode: 0o700 });
        await fill(draft);
        const hash = await folderHash(draft);
        if (expected !== undefined && hash !== expected) throw otherFiles(hash, expected);
        if (!(await holds(hash)))
          await rename(draft, path(hash)).catch(async (error: unknown) => {
            if (!(await holds(hash))) throw error;
          });
        return hash;
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
    },
  };
}

/** Moved out of the way first: whoever uses it now keeps its open files, and nobody finds half a folder. */
async function discard(root: string, folder: string): Promise<void> {
  const aside = join(root, `.damaged-${randomUUID()}`);
  await rename(folder, aside).catch(() => {});
  await rm(aside, { recursive: true, force: true });
}

/** Another base model than the plan's stands here. */
export function otherFiles(hash: string, expected: string): AnnealFailure {
  return new AnnealFailure(
    'ContentConflict',
    `The base model on this machine has the hash ${hash.slice(0, 12)}…, but the plan was made with ${expected.slice(0, 12)}…. Install the same trainer on all workers (anneal setup; in a checkout npm run setup), or start a new run.`,
    { details: { hash, expected } },
  );
}

/** Writes a small file that appears only when it is whole. */
export async function writeNote(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, file);
}

/** null = there is none. */
export async function readNote(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : JSON.parse(text);
}
