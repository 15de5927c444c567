import { z } from 'zod';
import { BlobRef } from '../contracts/blob.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { canonicalJson, hashOf } from '../data/canonical-json.ts';
import type { Blobs } from './blobs.ts';
import { checkName } from './object-key.ts';
import type { ObjectStore } from './object-store.ts';

/** Everything that decides a step's result. */
export interface StepIdentity {
  step: string;
  /** Raised whenever the step's code changes what it makes. */
  version: number;
  /** Hashes of all inputs. */
  inputs: unknown;
  parameters: unknown;
  /** For model output: what else may change its bytes. */
  environment?: unknown;
}

/** Results of deterministic steps, so that work is done once: `steps/<step>/<key>.json`. */
export interface StepResults {
  /** null = not there, in another shape, or with blobs that are gone. `deep` reads every blob instead of asking for its size. */
  find<T>(step: string, key: string, schema: z.ZodType<T>, options?: { deep?: boolean }): Promise<T | null>;
  /**
   * Keeps a result and the blobs that it refers to; returns the one that is kept. When another result stands there already:
   * ContentConflict, or with `firstWins` (steps whose output holds measurements) the first one is returned.
   */
  keep<T>(step: string, key: string, result: T, blobs: readonly BlobRef[], options?: { firstWins?: boolean }): Promise<T>;
}

const Kept = z.strictObject({ format: z.literal(1), step: z.string(), key: z.string(), result: z.json(), blobs: z.array(BlobRef) });
type Kept = z.infer<typeof Kept>;

/** Name of a step's result: SHA-256 of the canonical JSON of all that decides it. */
export function stepKey(identity: StepIdentity): string {
  return hashOf(identity);
}

export function createStepResults(store: ObjectStore, blobs: Blobs): StepResults {
  const verifies = async (kept: Kept, deep = false) => {
    for (const ref of kept.blobs) if (deep ? (await blobs.examine(ref)) !== null : !(await blobs.has(ref))) return false;
    return true;
  };
  return {
    find: async (step, key, schema, { deep } = {}) => {
      const kept = readKept(await store.get(resultKey(step, key)));
      const result = kept && schema.safeParse(kept.result);
      return result?.success && (await verifies(kept as Kept, deep)) ? result.data : null;
    },
    keep: (step, key, result, refs, { firstWins = false } = {}) =>
      keep(store, resultKey(step, key), { step, key, result, refs, firstWins }, verifies),
  };
}

interface NewResult<T> {
  step: string;
  key: string;
  result: T;
  refs: readonly BlobRef[];
  firstWins: boolean;
}

async function keep<T>(
  store: ObjectStore,
  name: string,
  { step, key, result, refs, firstWins }: NewResult<T>,
  verifies: (kept: Kept) => Promise<boolean>,
): Promise<T> {
  const text = canonicalJson({ format: 1, step, key, result, blobs: distinct(refs) });
  for (;;) {
    const { written } = await store.put(name, text, { ifAbsent: true });
    if (written) return result;
    const found = await store.head(name);
    const bytes = found && (await store.get(name));
    if (!found || !bytes) continue; // deleted in between
    if (bytes.toString('utf8') === text) return result;
    const first = readKept(bytes);
    if (first && !firstWins) throw conflict(step, name);
    if (first && (await verifies(first))) return first.result as T;
    // Torn, or its blobs are gone: nobody can use it, so it is replaced.
    if ((await store.put(name, text, { ifMatch: found.etag })).written) return result;
  }
}

function resultKey(step: string, key: string): string {
  return `steps/${checkName('the name of a step', step)}/${checkName('the key of a step result', key)}.json`;
}

function readKept(bytes: Buffer | null): Kept | null {
  try {
    return bytes && Kept.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null; // a torn or foreign object is no result
  }
}

function distinct(refs: readonly BlobRef[]): BlobRef[] {
  const bySha = new Map(refs.map(({ sha256, size }) => [sha256, { sha256, size }]));
  return [...bySha.values()].toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
}

function conflict(step: string, key: string): AnnealFailure {
  return new AnnealFailure(
    'ContentConflict',
    `The step ${step} gave another result than the one stored at ${key}, from the same inputs. Its code changed without a new version, or it is not deterministic: raise the step's version. To pass by stored results once, start the run with "fresh": true.`,
    { details: { step, key } },
  );
}
