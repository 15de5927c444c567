import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalCheckpointManifest } from '../../src/contracts/local-checkpoint.ts';
import { seededBytes } from './seeded-bytes.ts';

const environment = {
  device: 'cpu:x86_64',
  threads: 1,
  dtype: 'float32',
  microBatchSize: 4,
  versions: { torch: '2.10.0' },
} as const;

export interface CheckpointSize {
  adapter?: number;
  optimizer?: number;
}

/** Writes a checkpoint folder as the trainer does; equal steps give equal bytes. */
export async function writeCheckpoint(
  folder: string,
  step: number,
  { adapter = 50_000, optimizer = 100_000 }: CheckpointSize = {},
): Promise<LocalCheckpointManifest> {
  const contents: Record<string, Buffer> = {
    'adapter_config.json': Buffer.from('{"r": 16}'),
    'adapter_model.safetensors': seededBytes(adapter, step),
    'optimizer.pt': seededBytes(optimizer, step + 1_000_000),
    'trainer_state.json': Buffer.from(JSON.stringify({ step })),
  };
  await mkdir(folder, { recursive: true });
  const files: LocalCheckpointManifest['files'] = {};
  for (const [name, bytes] of Object.entries(contents)) {
    await writeFile(join(folder, name), bytes);
    files[name] = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
  }
  const manifest = { step, trainingHash: 'training-hash', environment, bitExact: true, files };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return manifest;
}
