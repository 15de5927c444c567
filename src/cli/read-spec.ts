import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { AnnealFailure } from '../contracts/failure.ts';

/** A spec as it stands in a file, and the folder that its relative paths are meant from. */
export interface SpecFile {
  spec: unknown;
  folder: string;
}

/**
 * Reads a spec in YAML or JSON; "-" is standard input.
 * @throws AnnealFailure InvalidInput naming file, line and column.
 */
export function readSpec(path: string): SpecFile {
  const text = readText(path);
  try {
    return { spec: parse(text), folder: path === '-' ? process.cwd() : dirname(resolve(path)) };
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new AnnealFailure('InvalidInput', `${path} is neither YAML nor JSON: ${error.message}`);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new AnnealFailure(
      'InvalidInput',
      `The spec ${path} cannot be read (${error instanceof Error ? error.message : String(error)}). \`anneal init DATASET\` writes one.`,
      { cause: error },
    );
  }
}

/** Replaces each local path of the spec's datasets by what `upload` returns for it; `s3://` addresses stay. */
export async function uploadLocalDatasets(
  { spec, folder }: SpecFile,
  upload: (path: string, label: string) => Promise<string>,
): Promise<unknown> {
  return mapDatasets(spec, async (uri) => (uri.includes('://') ? uri : upload(isAbsolute(uri) ? uri : resolve(folder, uri), uri)));
}

/** Every address that the spec's stages or tasks read from. */
export async function datasetsIn(spec: unknown): Promise<string[]> {
  const found: string[] = [];
  await mapDatasets(spec, async (uri) => {
    found.push(uri);
    return uri;
  });
  return found;
}

/** The spec with `change` applied to every address of a dataset, whatever shape it has: one, a list, or ready-made splits. */
async function mapDatasets(spec: unknown, change: (uri: string) => Promise<string>): Promise<unknown> {
  const one = async (uri: unknown): Promise<unknown> => {
    if (Array.isArray(uri)) return Promise.all(uri.map(one));
    if (typeof uri === 'object' && uri !== null)
      return Object.fromEntries(await Promise.all(Object.entries(uri).map(async ([key, value]) => [key, await one(value)] as const)));
    return typeof uri === 'string' ? change(uri) : uri;
  };
  const inParts = async (parts: unknown[]) =>
    Promise.all(
      parts.map(async (part) =>
        typeof part === 'object' && part !== null && 'dataset' in part ? { ...part, dataset: await one(part.dataset) } : part,
      ),
    );
  if (typeof spec !== 'object' || spec === null) return spec;
  if ('stages' in spec && Array.isArray(spec.stages)) return { ...spec, stages: await inParts(spec.stages) };
  return 'tasks' in spec && Array.isArray(spec.tasks) ? { ...spec, tasks: await inParts(spec.tasks) } : spec;
}
