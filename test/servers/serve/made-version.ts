import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FilesRef } from '../../../src/contracts/blob.ts';
import type { ModelVersion } from '../../../src/contracts/model.ts';

/** A model version with nothing in it that serving does not read. */
export function madeVersion(changes: Partial<ModelVersion> = {}): ModelVersion {
  return {
    format: 1,
    name: 'cards',
    version: 1,
    createdAt: '2026-01-02T03:04:05Z',
    runId: 'run',
    workflowId: 'workflow',
    planHash: 'plan',
    seed: 0,
    model: { base: { name: 'tiny-random', source: { kind: 'tiny-random', seed: 0 }, hash: 'base' }, adapter: null },
    prompt: { system: null, prefix: '', suffix: '' },
    promptFormat: 'chat',
    tasks: [],
    compute: { device: 'cpu', dtype: 'float32', threads: 1 },
    maxNewTokens: 16,
    stages: [],
    code: { anneal: '0.1.0' },
    ...changes,
  };
}

/** The folder that `anneal model get` makes of a version and its adapter's files. */
export function writeVersionFolder(folder: string, version: ModelVersion, files: Record<string, Buffer>): ModelVersion {
  mkdirSync(folder, { recursive: true });
  const adapter: FilesRef = {};
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(folder, name), bytes);
    adapter[name] = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
  }
  const whole = { ...version, model: { ...version.model, adapter } };
  writeFileSync(join(folder, 'lineage.json'), JSON.stringify(whole));
  return whole;
}
