import { lstat, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AnnealFailure } from '../contracts/failure.ts';
import { allowedBaseModels } from '../models/catalogue.ts';

/**
 * The folder that a spec names under one of the worker's model roots. Neither it nor anything in it may be a link, so
 * that no spec reaches a file outside of the roots.
 * @throws AnnealFailure UnknownBaseModel
 */
export async function folderUnderRoots(name: string, modelRoots: readonly string[]): Promise<string> {
  if (name.split(/[\\/]/).includes('..')) throw unknown(name, 'a path with ".." is not followed', modelRoots);
  for (const root of modelRoots) {
    const folder = await folderUnder(root, name);
    if (folder === null) continue;
    const link = await firstLink(folder);
    if (link !== null) throw unknown(name, `${link} is a link, which is not followed (copy the file instead)`, modelRoots);
    return folder;
  }
  throw unknown(name, 'there is no such base model', modelRoots);
}

async function folderUnder(root: string, name: string): Promise<string | null> {
  const realRoot = await realpath(root).catch(() => null);
  if (realRoot === null) return null;
  const inside = isAbsolute(name) ? relative(name.startsWith(realRoot + sep) ? realRoot : resolve(root), name) : name;
  const folder = join(realRoot, inside);
  const real = await realpath(folder).catch(() => null);
  const below = folder.startsWith(realRoot + sep);
  return below && real === folder && (await lstat(folder)).isDirectory() ? folder : null;
}

async function firstLink(folder: string): Promise<string | null> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.find((entry) => entry.isSymbolicLink())?.name ?? null;
}

function unknown(name: string, why: string, modelRoots: readonly string[]): AnnealFailure {
  return new AnnealFailure('UnknownBaseModel', `baseModel ${JSON.stringify(name)}: ${why}. ${allowedBaseModels(modelRoots)}`);
}
