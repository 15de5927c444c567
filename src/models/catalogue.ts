import { z } from 'zod';
import { BaseSource } from '../contracts/trainer-protocol.ts';
import catalogue from './catalogue.json' with { type: 'json' };

/** A base model that specs may name. */
export const CatalogueEntry = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  title: z.string(),
  source: BaseSource,
  licence: z.string().describe('SPDX expression'),
  parameters: z.int().positive(),
  contextTokens: z.int().positive(),
  note: z.string().describe('what whoever chooses it should know'),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

/** Every base model of the catalogue, in its order. */
export const baseModels: readonly CatalogueEntry[] = z.strictObject({ models: z.array(CatalogueEntry) }).parse(catalogue).models;

/** Where the base model of a spec is to be found. */
export type BaseModelPlace =
  | { kind: 'catalogue'; entry: CatalogueEntry }
  | { kind: 'prefix'; uri: string }
  | { kind: 'folder'; path: string };

/** Reads a spec's `baseModel`: a catalogue name, an `s3://` prefix, or else a folder under the worker's model roots. */
export function placeOfBaseModel(name: string): BaseModelPlace {
  if (name.startsWith('s3://')) return { kind: 'prefix', uri: name.endsWith('/') ? name : `${name}/` };
  const entry = baseModels.find((each) => each.name === name);
  return entry ? { kind: 'catalogue', entry } : { kind: 'folder', path: name };
}

/** What a spec may name, as one sentence for messages. */
export function allowedBaseModels(modelRoots: readonly string[]): string {
  const names = baseModels.map((entry) => entry.name).join(', ');
  const folders =
    modelRoots.length === 0 ? 'a folder (this worker allows none: set ANNEAL_MODEL_ROOTS)' : `a folder under ${modelRoots.join(' or ')}`;
  return `Allowed are a name of the catalogue (${names}), an s3:// prefix that holds a model in Transformers layout, or ${folders}.`;
}
