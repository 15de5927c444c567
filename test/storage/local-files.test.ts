import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { diskFailure, hashFile, writeWhole } from '../../src/storage/local-files.ts';
import { seededBytes } from './seeded-bytes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('writes pieces in order and tells size and hash of the whole', async () => {
  const bytes = seededBytes(2_500_000);
  const pieces = [bytes.subarray(0, 1_000_000), Buffer.alloc(0), bytes.subarray(1_000_000)];
  const content = { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  expect(await writeWhole(join(folder, 'new', 'file'), pieces)).toEqual(content);
  expect((await readFile(join(folder, 'new', 'file'))).equals(bytes)).toBe(true);
  expect(await hashFile(join(folder, 'new', 'file'))).toEqual(content);
});

it('leaves the old file as it was, and nothing else, when the source breaks or the content is refused', async () => {
  const path = join(folder, 'file');
  await writeFile(path, 'old');
  const broken = async function* () {
    yield Buffer.from('new');
    throw new Error('broken');
  };
  // Many at once: whatever opens files late would leave one behind.
  const attempts = await Promise.allSettled(Array.from({ length: 100 }, () => writeWhole(path, broken())));
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toEqual([]);
  await expect(writeWhole(path, [Buffer.from('new')], () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['file']);
});

it.skipIf(!existsSync('/dev/full'))('names a full disk, and what to do', async () => {
  const full = await writeFile('/dev/full', 'x').catch((error: unknown) => error);
  expect(diskFailure(full, '/scratch/file')).toMatchObject({
    name: 'DiskFull',
    permanent: false,
    message: expect.stringContaining('/scratch'),
  });
  const other = new Error('other');
  expect(diskFailure(other, '/scratch/file')).toBe(other);
});
