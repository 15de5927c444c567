import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FilesRef } from '../contracts/blob.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { ModelVersion } from '../contracts/model.ts';
import { versionKey } from '../storage/versions.ts';
import type { Connections } from './connections.ts';
import { resultOf } from './describe-run.ts';

export interface FetchedModel {
  folder: string;
  name: string;
  version: number;
  files: string[];
}

/** The registered model of an ended run. @throws AnnealFailure NotFound when its gates let none through. */
export async function versionOf({ temporal, store }: Connections, run: string): Promise<ModelVersion> {
  const { name, modelVersion } = await resultOf(temporal, run);
  if (modelVersion === null)
    throw new AnnealFailure('NotFound', `Run "${run}" registered no model: its gates refused it. \`anneal report ${run}\` says why.`);
  const bytes = await store().objects.get(versionKey(name, modelVersion));
  if (bytes === null)
    throw new AnnealFailure('NotFound', `Version ${modelVersion} of ${name} is not in the store any more. Something deleted it.`);
  return ModelVersion.parse(JSON.parse(bytes.toString('utf8')));
}

/**
 * Fetches a run's adapter, or with `merged` adapter and base as one Transformers model, verified, with its lineage beside it.
 * The folder appears only when it is whole.
 * @throws AnnealFailure InvalidInput for a folder that holds something already.
 */
export async function getModel(
  connections: Connections,
  run: string,
  folder: string,
  { merged = false }: { merged?: boolean },
): Promise<FetchedModel> {
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new AnnealFailure('InvalidInput', `${target} is not empty. Name a new folder; nothing is overwritten.`);
  const version = await versionOf(connections, run);
  const files = merged ? await mergedFiles(connections, version) : version.model.adapter!;
  const partial = `${target}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true });
  try {
    for (const [name, ref] of Object.entries(files)) await connections.store().blobs.fetch(ref, join(partial, name));
    await writeFile(join(partial, 'lineage.json'), `${JSON.stringify(version, null, 2)}\n`);
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return { folder: target, name: version.name, version: version.version, files: [...Object.keys(files), 'lineage.json'].toSorted() };
}

/** Merged by a worker, which has the base model and the trainer. */
async function mergedFiles({ temporal, queue }: Connections, { name, model, compute }: ModelVersion): Promise<FilesRef> {
  const workflowId = `export-${name}-${randomUUID().slice(0, 8)}`;
  const { files } = await temporal.workflow.execute<(request: object) => Promise<{ files: FilesRef }>>('exportModel', {
    workflowId,
    taskQueue: queue,
    args: [{ model, compute }],
  });
  return files;
}
