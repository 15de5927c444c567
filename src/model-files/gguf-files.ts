import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BaseModelRef, ModelRef } from '../contracts/model.ts';
import type { GgufPrecision } from '../contracts/trainer-protocol.ts';
import { hashOf } from '../data/canonical-json.ts';
import type { TrainerPool } from '../trainer-process/trainer-pool.ts';
import type { TrainerSession } from '../trainer-process/trainer-session.ts';
import type { ModelFiles } from './model-files.ts';

/** Counts up when the trainer writes other bytes for the same model; files of an older count are left unused. */
const exportVersion = 1;

/** Base models and adapters as files for llama.cpp, made by the trainer once and kept under ANNEAL_HOME/gguf. */
export interface GgufFiles {
  /** @throws AnnealFailure UnknownBaseModel, ContentConflict; BackendRefused for a model that has no GGUF form. */
  base(ref: BaseModelRef): Promise<string>;
  /** @param folder finds the adapter's own files; they are not asked for when the converted one is there */
  adapter(ref: ModelRef, folder: () => Promise<string>): Promise<string>;
}

export interface GgufFilesOptions {
  home: string;
  precision: GgufPrecision;
  modelFiles: ModelFiles;
  pool: Pick<TrainerPool, 'withTrainer'>;
  /** Hears what is made, since making it takes a while. */
  onMake: (what: string) => void;
  /** Ends the making. */
  signal?: AbortSignal;
}

export function createGgufFiles({ home, precision, modelFiles, pool, onMake, signal }: GgufFilesOptions): GgufFiles {
  const folderOf = (contents: object) => join(home, 'gguf', hashOf({ exportVersion, ...contents }));
  const make = async (what: string, output: string, file: string, request: (session: TrainerSession) => Promise<ExportPart>) => {
    const path = join(output, file);
    if (existsSync(path)) return path; // the trainer's folders appear only when they are whole
    onMake(what);
    const stopping = signal === undefined ? {} : { signal };
    await pool.withTrainer(stopping, async (session) => {
      if (existsSync(path)) return; // another process made it while this one waited for the device
      const { base, adapter, part } = await request(session);
      await session.request({ op: 'export', model: { base, adapter }, output, dtype: 'float32', gguf: { part, precision } }, stopping);
    });
    return path;
  };
  return {
    base: (ref) =>
      make(`${ref.name} as GGUF (${precision})`, folderOf({ base: ref.hash, precision }), 'model.gguf', async (session) => ({
        base: await modelFiles.localBase(ref, session),
        adapter: null,
        part: 'base',
      })),
    adapter: ({ base, adapter }, folder) =>
      make(`an adapter of ${base.name} as GGUF`, folderOf({ base: base.hash, adapter }), 'adapter.gguf', async (session) => ({
        base: await modelFiles.localBase(base, session),
        adapter: await folder(),
        part: 'adapter',
      })),
  };
}

interface ExportPart {
  base: string;
  adapter: string | null;
  part: 'base' | 'adapter';
}
