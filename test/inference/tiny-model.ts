import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createModelFiles } from '../../src/model-files/model-files.ts';
import type { ModelFiles } from '../../src/model-files/model-files.ts';
import { createBlobs } from '../../src/storage/blobs.ts';
import type { Blobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { createReader } from '../../src/storage/s3-reader.ts';
import { createTrainerPool } from '../../src/trainer-process/trainer-pool.ts';
import type { TrainerPool } from '../../src/trainer-process/trainer-pool.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));

/** A machine with the real trainer and a store in a folder; the tiny random base model is made on first use. */
export interface TinyMachine extends AsyncDisposable {
  home: string;
  pool: TrainerPool;
  modelFiles: ModelFiles;
  store: ObjectStore;
  blobs: Blobs;
}

export function startTinyMachine(): TinyMachine {
  const home = mkdtempSync(join(tmpdir(), 'anneal-tiny-'));
  const store = createFolderObjectStore(join(home, 'store'));
  const blobs = createBlobs(store, { scratch: home });
  const pool = createTrainerPool({
    python: join(checkout, '.anneal/venv/bin/python'),
    trainerFolder: join(checkout, 'trainer'),
    home,
    environment: { PATH: '/usr/bin:/bin' },
    threads: 1,
  });
  const modelFiles = createModelFiles({ home, blobs, reader: createReader(() => store), modelRoots: [] });
  const stop = async () => {
    await pool.stop();
    rmSync(home, { recursive: true, force: true });
  };
  return { home, pool, modelFiles, store, blobs, [Symbol.asyncDispose]: stop };
}
