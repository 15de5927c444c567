import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AnnealFailure } from '../../contracts/failure.ts';
import { ModelVersion } from '../../contracts/model.ts';
import { fileHash } from '../../model-files/folder-hash.ts';
import { isPlainName } from '../../storage/object-key.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { listVersions, versionKey } from '../../storage/versions.ts';

/** A model to serve, with where its adapter lies when that is not the store. */
export interface FoundVersion {
  version: ModelVersion;
  adapterFolder: string | null;
}

/** Whether this names a folder (as `anneal model get` makes them) and not a registered model. */
export function isFolderName(name: string): boolean {
  return name === '.' || /[/\\]/.test(name);
}

/**
 * The version that NAME (the newest) or NAME@VERSION names.
 * @throws AnnealFailure InvalidInput for anything else; NotFound with what there is.
 */
export async function findVersion(store: ObjectStore, name: string): Promise<FoundVersion> {
  const [, model = '', number] = /^([^@]+)(?:@([1-9]\d*))?$/.exec(name) ?? [];
  if (!isPlainName(model))
    throw new AnnealFailure(
      'InvalidInput',
      `${JSON.stringify(name)} names no model. Allowed are NAME (its newest version), NAME@VERSION such as contract-review@2, or a folder that \`anneal model get\` made (./folder).`,
    );
  const versions = await listVersions(store, model);
  if (versions.length === 0) throw new AnnealFailure('NotFound', `No model is registered as "${model}". ${await registered(store)}`);
  const wanted = number === undefined ? versions.at(-1)! : Number(number);
  if (!versions.includes(wanted))
    throw new AnnealFailure('NotFound', `${model} has no version ${wanted}; there are ${versions.join(', ')}. Name one of these.`);
  const bytes = await store.get(versionKey(model, wanted));
  if (bytes === null) throw new AnnealFailure('NotFound', `Version ${wanted} of ${model} was deleted a moment ago.`);
  return { version: parseVersion(bytes.toString('utf8'), `Version ${wanted} of ${model}`), adapterFolder: null };
}

/** What `anneal model get` put into a folder, its adapter verified. @throws AnnealFailure InvalidInput, ContentConflict. */
export async function readVersionFolder(name: string): Promise<FoundVersion> {
  const folder = resolve(name);
  const lineage = join(folder, 'lineage.json');
  if (!existsSync(lineage))
    throw new AnnealFailure(
      'InvalidInput',
      `${folder} holds no lineage.json, so it is no model of Anneal's. Name a folder that \`anneal model get\` made, or a registered model.`,
    );
  const version = parseVersion(readFileSync(lineage, 'utf8'), lineage);
  for (const [file, { sha256 }] of Object.entries(version.model.adapter ?? {})) {
    const path = join(folder, file);
    if (!existsSync(path))
      throw new AnnealFailure(
        'InvalidInput',
        `${path} is missing. A merged model has no adapter to serve: fetch it again, without --merged.`,
      );
    if ((await fileHash(path)) !== sha256)
      throw new AnnealFailure('ContentConflict', `${path} is not the file that lineage.json names. Fetch the model again.`);
  }
  return { version, adapterFolder: version.model.adapter === null ? null : folder };
}

function parseVersion(text: string, where: string): ModelVersion {
  try {
    return ModelVersion.parse(JSON.parse(text));
  } catch (cause) {
    throw new AnnealFailure('InvalidInput', `${where} cannot be read as a model version of this Anneal. Register the model again.`, {
      cause,
    });
  }
}

async function registered(store: ObjectStore): Promise<string> {
  const names = new Set<string>();
  for await (const { key } of store.list('models/')) names.add(key.split('/')[1]!);
  if (names.size === 0) return 'None is registered in this store: a run registers one when its gates pass.';
  const shown = [...names].slice(0, 20);
  return `There are ${shown.join(', ')}${names.size > shown.length ? ` and ${names.size - shown.length} more` : ''}.`;
}
