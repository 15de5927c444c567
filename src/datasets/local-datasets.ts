import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { DatasetReader, FoundFile } from './found-files.ts';
import { datasetFailure, readGlob } from './dataset-names.ts';

/** Folders below which a glob is not followed any further: a mistaken `/**` must end. */
const mostFolders = 10_000;

/**
 * Reads files under the given folders and nowhere else: no `..`, no symbolic links on the way, regular files only.
 * A relative path is looked for in each folder in turn.
 */
export function createLocalDatasets(dataRoots: readonly string[]): DatasetReader {
  return {
    find: async (path) => {
      refuseEscape(path);
      if (dataRoots.length === 0) throw datasetFailure(path, 'it is a local path, and this worker has no data roots');
      const found = await Promise.all(dataRoots.map((root) => findUnder(root, path)));
      const files = found.find((list) => list.length > 0);
      if (files === undefined) throw datasetFailure(path, `no such file under ${dataRoots.join(', ')}`);
      return files;
    },
    open: async ({ uri }) => {
      refuseEscape(uri);
      const places = await Promise.all(dataRoots.map((root) => locate(root, uri)));
      const place = places.find((found) => found !== null);
      if (place === undefined) throw datasetFailure(uri, 'the file is gone');
      return readRegularFile(place.path, uri);
    },
  };
}

function refuseEscape(path: string): void {
  if (path.split(/[/\\]/).includes('..')) throw datasetFailure(path, 'it holds "..", which is not allowed');
  if (path.includes('\0')) throw datasetFailure(path, 'it holds a NUL character');
}

async function findUnder(root: string, path: string): Promise<FoundFile[]> {
  const glob = readGlob(path);
  if (glob === null) {
    const place = await locate(root, path);
    return place === null ? [] : [{ uri: path, size: place.size }];
  }
  const base = await locateFolder(root, glob.base);
  if (base === null) return [];
  const names = await walk(base, glob.base);
  const files = await Promise.all(names.filter(glob.matches).map(async (uri) => ({ uri, place: await locate(root, uri) })));
  return files
    .flatMap(({ uri, place }) => (place === null ? [] : [{ uri, size: place.size }]))
    .toSorted((a, b) => (a.uri < b.uri ? -1 : 1));
}

/** The file's real path under the root; `null` when there is none. @throws InvalidInput for links, folders, devices, and paths elsewhere */
async function locate(root: string, path: string): Promise<{ path: string; size: number } | null> {
  const place = await resolveUnder(root, path);
  if (place === null) return null;
  const info = await lstat(place);
  if (info.isDirectory()) throw datasetFailure(path, 'it is a folder; give a glob of the files in it');
  if (!info.isFile()) throw datasetFailure(path, 'it is no regular file');
  return { path: place, size: info.size };
}

async function locateFolder(root: string, path: string): Promise<string | null> {
  return resolveUnder(root, path === '' ? '.' : path);
}

async function resolveUnder(root: string, path: string): Promise<string | null> {
  const realRoot = await realpath(root).catch(() => null);
  if (realRoot === null) return null;
  const wanted = isAbsolute(path) ? inside(root, realRoot, path) : join(realRoot, path);
  if (wanted === null) return null;
  const plain = wanted.length > 1 && wanted.endsWith(sep) ? wanted.slice(0, -1) : wanted;
  const real = await realpath(plain).catch(() => null);
  if (real !== null && real !== plain) throw datasetFailure(path, 'a symbolic link stands on the way to it, and links are not followed');
  return real;
}

/** An absolute path moved under the root's real path, or `null` when it lies elsewhere. */
function inside(root: string, realRoot: string, path: string): string | null {
  for (const top of [root, realRoot]) {
    const rest = relative(top, path);
    if (rest === '' || (!rest.startsWith('..') && !isAbsolute(rest))) return join(realRoot, rest);
  }
  return null;
}

async function walk(base: string, prefix: string): Promise<string[]> {
  const names: string[] = [];
  const folders = [''];
  for (let visited = 0; visited < folders.length; visited += 1) {
    if (visited >= mostFolders) throw datasetFailure(prefix, `there are more than ${mostFolders} folders below it`);
    const folder = folders[visited]!;
    for (const entry of await readdir(join(base, folder), { withFileTypes: true })) {
      if (entry.isDirectory()) folders.push(`${folder}${entry.name}/`);
      else names.push(`${prefix}${folder}${entry.name}`);
    }
  }
  return names;
}

/** Does not follow a link that was put there since, and reads what was opened, whatever happens to the name. */
async function* readRegularFile(path: string, uri: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
    throw datasetFailure(uri, `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, error);
  });
  try {
    if (!(await handle.stat()).isFile()) throw datasetFailure(uri, 'it is no regular file');
    yield* handle.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array>;
  } finally {
    await handle.close();
  }
}
