import { AnnealFailure } from '../contracts/failure.ts';
import { checkName } from './object-key.ts';
import type { ObjectStore } from './object-store.ts';

export interface VersionRequest {
  store: ObjectStore;
  /** Of the model. */
  name: string;
  /** A run writes one version, however often it tries. */
  runId: string;
  /** The version's JSON, complete but for nothing; must hold `runId`. */
  build: (version: number) => { runId: string };
}

export interface WrittenVersion {
  version: number;
  key: string;
  /** The run had written it before. */
  existed: boolean;
}

/** Key of a model version. */
export function versionKey(name: string, version: number): string {
  return `models/${checkName('the name of a model', name)}/versions/${version}.json`;
}

/** Numbers of a model's versions, ascending. */
export async function listVersions(store: ObjectStore, name: string): Promise<number[]> {
  const prefix = versionKey(name, 0).slice(0, -'0.json'.length);
  const versions: number[] = [];
  for await (const { key } of store.list(prefix)) {
    const number = /^([1-9]\d*)\.json$/.exec(key.slice(prefix.length))?.[1];
    if (number !== undefined) versions.push(Number(number));
  }
  return versions.toSorted((a, b) => a - b);
}

/** Writes the next version of a model. Of writers at the same moment each gets a number of its own. */
export async function writeVersion({ store, name, runId, build }: VersionRequest): Promise<WrittenVersion> {
  const seen = new Set<number>();
  for (;;) {
    const versions = await listVersions(store, name);
    const own = await findOwn(
      store,
      name,
      runId,
      versions.filter((version) => !seen.has(version)),
    );
    if (own !== null) return { version: own, key: versionKey(name, own), existed: true };
    for (const version of versions) seen.add(version);
    const next = (versions.at(-1) ?? 0) + 1;
    const { written } = await store.put(versionKey(name, next), `${JSON.stringify(checkRun(build(next), runId), null, 2)}\n`, {
      ifAbsent: true,
    });
    if (written) return { version: next, key: versionKey(name, next), existed: false };
  }
}

async function findOwn(store: ObjectStore, name: string, runId: string, versions: number[]): Promise<number | null> {
  for (const version of versions.toReversed()) {
    const bytes = await store.get(versionKey(name, version));
    if (bytes && readRunId(bytes) === runId) return version;
  }
  return null;
}

function readRunId(bytes: Buffer): unknown {
  try {
    return (JSON.parse(bytes.toString('utf8')) as { runId?: unknown }).runId;
  } catch {
    return undefined; // damaged: its number stays taken
  }
}

function checkRun<T extends { runId: string }>(version: T, runId: string): T {
  if (version.runId === runId) return version;
  throw new AnnealFailure('InvalidInput', `A version of run ${runId} was built with the run id ${version.runId}. Both must be the same.`);
}
