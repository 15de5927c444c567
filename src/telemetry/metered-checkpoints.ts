import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalCheckpointManifest } from '../contracts/local-checkpoint.ts';
import type { Checkpoints } from '../storage/checkpoints.ts';
import type { Log } from './log-line.ts';
import type { Meters } from './meters.ts';

/** The same checkpoints; their way into the store is measured, and a failed one told: training goes on without it, silently. */
export function meteredCheckpoints(checkpoints: Checkpoints, meters: Meters, currentLog: () => Log): Checkpoints {
  return {
    ...checkpoints,
    publishCheckpoint: async (upload) => {
      const begun = performance.now();
      const measure = (outcome: 'stored' | 'failed') =>
        meters.record('anneal_checkpoint_upload_seconds', (performance.now() - begun) / 1000, { outcome });
      try {
        const published = await checkpoints.publishCheckpoint(upload);
        measure('stored');
        meters.add('anneal_checkpoint_upload_bytes_total', await sizeOf(upload.folder), {});
        meters.set('anneal_checkpoint_last_upload_timestamp_seconds', Date.now() / 1000, {});
        return published;
      } catch (error) {
        measure('failed');
        currentLog().warn('a checkpoint did not reach the store; the next one, or the last, is tried', { error });
        throw error;
      }
    },
  };
}

/** By the checkpoint's own manifest. A folder that is gone already counts for nothing: no metric may fail a training. */
async function sizeOf(folder: string): Promise<number> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => 'null');
  const files = LocalCheckpointManifest.safeParse(JSON.parse(text)).data?.files ?? {};
  return Object.values(files).reduce((sum, { size }) => sum + size, 0);
}
