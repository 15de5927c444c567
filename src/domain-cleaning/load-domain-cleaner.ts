import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DomainCleaner } from '../contracts/domain-cleaner.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { isOwnName, ownNameRule } from '../contracts/metric-names.ts';
import type { DomainCleanerModule } from '../data/cleaning/clean-domain.ts';

/**
 * Imports the module of a domain cleaner. Its code runs in this process, with all that it may do: only whoever configures
 * the process can name it.
 * @throws AnnealFailure InvalidInput for a module that cannot be read or imported, or is no domain cleaner
 */
export async function loadDomainCleaner(path: string): Promise<DomainCleanerModule> {
  const whole = resolve(path);
  const place = `The domain cleaner ${whole}`;
  try {
    const sha256 = createHash('sha256')
      .update(await readFile(whole))
      .digest('hex');
    const module = (await import(pathToFileURL(whole).href)) as Record<string, unknown>;
    return { file: basename(whole), sha256, cleaner: cleanerIn(module['default'], place) };
  } catch (error) {
    if (error instanceof AnnealFailure) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new AnnealFailure('InvalidInput', `${place} cannot be loaded: ${why}`, { cause: error });
  }
}

/** Loads those of a worker's configuration. @throws AnnealFailure InvalidInput as `loadDomainCleaner` does, and for two of one name */
export async function loadDomainCleaners(paths: readonly string[]): Promise<(DomainCleanerModule & { path: string })[]> {
  const modules: (DomainCleanerModule & { path: string })[] = [];
  for (const path of paths) {
    const module = await loadDomainCleaner(path);
    const { name } = module.cleaner;
    if (modules.some(({ cleaner }) => cleaner.name === name))
      throw bad(`Two domain cleaners are named "${name}" (ANNEAL_DOMAIN_CLEANERS). Give each its own name.`);
    modules.push({ ...module, path: resolve(path) });
  }
  return modules;
}

const shape = "export default {name: 'tickets', version: '1', clean(row) { return row; }}";

function cleanerIn(exported: unknown, place: string): DomainCleaner {
  if (typeof exported !== 'object' || exported === null || !('clean' in exported) || typeof exported.clean !== 'function')
    throw bad(`${place} has no default export with a function "clean". A domain cleaner looks like ${shape}.`);
  const { name, version } = exported as Record<string, unknown>;
  if (typeof name !== 'string' || !isOwnName(name))
    throw bad(`${place} needs a "name" of ${ownNameRule}. A domain cleaner looks like ${shape}.`);
  if (typeof version !== 'string' || !/^\S{1,40}$/u.test(version))
    throw bad(`${place} needs a "version": a text of 1 to 40 characters without blanks, to be changed whenever it cleans otherwise.`);
  return exported as DomainCleaner;
}

function bad(message: string): AnnealFailure {
  return new AnnealFailure('InvalidInput', message);
}
