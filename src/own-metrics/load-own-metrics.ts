import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isOwnName, ownNameRule } from '../contracts/metric-names.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { OwnMetric } from '../contracts/own-metric.ts';
import type { OwnMetricModule, OwnMetrics } from '../evaluation/score-file/own-file-metric.ts';

/** Where the module of a metric lies. */
export interface MetricModulePath {
  name: string;
  path: string;
}

/**
 * "NAME=PATH". @throws AnnealFailure InvalidInput naming `place`, what was given and what is allowed
 */
export function readModulePath(text: string, place: string): MetricModulePath {
  const at = text.indexOf('=');
  const [name, path] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (at === -1 || path === '') throw bad(`${place} has ${JSON.stringify(text)}. It has to be NAME=PATH, as in citations=./citations.ts.`);
  if (!isOwnName(name)) throw bad(`${place} names a metric ${JSON.stringify(name)}. A name has ${ownNameRule}.`);
  return { name, path: resolve(path) };
}

/**
 * Imports modules of metrics, by name. Their code runs in this process, with all that it may do: only whoever configures the
 * process can name them.
 * @throws AnnealFailure InvalidInput for a module that cannot be read or imported, is no metric, or has the name of another one
 */
export async function loadOwnMetrics(modules: readonly MetricModulePath[]): Promise<OwnMetrics> {
  const loaded = new Map<string, OwnMetricModule>();
  for (const { name, path } of modules) {
    if (loaded.has(name)) throw bad(`Two modules are given for the metric "${name}". Give each its own name.`);
    loaded.set(name, await loadModule(name, path));
  }
  return loaded;
}

async function loadModule(name: string, path: string): Promise<OwnMetricModule> {
  const place = `The metric "${name}" (${path})`;
  try {
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    return { name, file: basename(path), sha256, metric: metricIn(module['default'], place) };
  } catch (error) {
    if (error instanceof AnnealFailure) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new AnnealFailure('InvalidInput', `${place} cannot be loaded: ${why}`, { cause: error });
  }
}

const shape = 'export default {score(item) { return 1; }, higherIsBetter: true}';

function metricIn(exported: unknown, place: string): OwnMetric {
  if (typeof exported !== 'object' || exported === null || !('score' in exported) || typeof exported.score !== 'function')
    throw bad(`${place} has no default export with a function "score". A metric looks like ${shape}.`);
  if ('higherIsBetter' in exported && exported.higherIsBetter !== undefined && typeof exported.higherIsBetter !== 'boolean')
    throw bad(`${place} has a "higherIsBetter" that is neither true nor false.`);
  return exported as OwnMetric;
}

function bad(message: string): AnnealFailure {
  return new AnnealFailure('InvalidInput', message);
}
