import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** SHA-256 over the sorted lines `<file name> <SHA-256>` of a folder, hidden files left out: the trainer computes it alike. */
export async function folderHash(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const name of await visibleFiles(folder)) lines.push(`${name} ${await fileHash(join(folder, name))}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

export async function fileHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/** Names, sizes and times of change: equal ones mean that a folder need not be read again. */
export async function folderFingerprint(folder: string): Promise<string> {
  const files = await visibleFiles(folder);
  const states = await Promise.all(files.map((name) => stat(join(folder, name), { bigint: true })));
  return files.map((name, index) => `${name} ${states[index]?.size} ${states[index]?.mtimeNs} ${states[index]?.ino}`).join('\n');
}

/** Paths relative to the folder, with `/`, in ascending order of code points. */
async function visibleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'));
  const names = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
