import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AnnealFailure } from '../../contracts/failure.ts';
import { importLlama } from '../../inference/llama-cpp/library.ts';
import { type LlamaRuntime, startLlama } from '../../inference/llama-cpp/open-llama.ts';
import type { ModelServer, ModelServerRequest } from '../../inference/model-server.ts';
import { ServerBusy } from '../../inference/text-model.ts';
import { createGgufFiles } from '../../model-files/gguf-files.ts';
import type { ModelFiles } from '../../model-files/model-files.ts';
import type { TrainerPool } from '../../trainer-process/trainer-pool.ts';
import type { AccessLine } from './access-log.ts';
import { createApp } from './app.ts';
import { findPackages } from './install-packages.ts';
import { listen, type Listening } from './listen.ts';
import { createModelLoader } from './load-models.ts';
import { createModelShelf, type ModelShelf } from './model-shelf.ts';
import { servingDefaults } from './serving-defaults.ts';

export interface LocalServerOptions {
  /** The folder `serve` of this package, and where set-up puts what it installs. */
  source: string;
  setUpFolder: string;
  home: string;
  modelFiles: ModelFiles;
  /** Of the processor. */
  threads: number;
  version: string;
  /** Hears of requests that nobody foresaw. */
  onError: (error: unknown) => void;
}

/** What `anneal serve` serves a model with, by its defaults, in this process and for this machine alone. */
export function createLocalServer(options: LocalServerOptions): ModelServer {
  const { source, setUpFolder, threads } = options;
  const { precision, parallel } = servingDefaults;
  return {
    get engine() {
      return `anneal serve (node-llama-cpp ${libraryVersion(source)}, ${precision}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${parallel} requests at once)`;
    },
    missing: async () => ((await findPackages({ source, setUpFolder })) === null ? notInstalled : null),
    start: async (request) => {
      const packages = await findPackages({ source, setUpFolder });
      if (packages === null) throw new AnnealFailure('BackendRefused', notInstalled);
      const closers: (() => Promise<void>)[] = [];
      const close = async () => {
        for (const closer of closers.splice(0).toReversed()) await closer();
      };
      try {
        const runtime = await startLlama(await importLlama(packages), { threads, gpu: false });
        closers.push(runtime.close);
        const shelf = createModelShelf();
        closers.push(shelf.close);
        const served = modelOf(options, runtime, request);
        shelf.add(served);
        await served.text();
        request.signal.throwIfAborted();
        const { url, stop } = await open(options, shelf);
        closers.push(() => stop(0));
        return { url: `${url}/v1`, model: served.id, stop: close };
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
}

function modelOf({ home, modelFiles }: LocalServerOptions, runtime: LlamaRuntime, { model, format, session, signal }: ModelServerRequest) {
  const { precision, context, parallel, mostWaiting } = servingDefaults;
  // Whoever measures holds the device, and this trainer with it.
  const pool: Pick<TrainerPool, 'withTrainer'> = { withTrainer: (_, body) => body(session) };
  const gguf = createGgufFiles({ home, precision, modelFiles, pool, onMake: () => {}, signal });
  const size = { contextTokens: context, parallel, mostWaiting };
  const loader = createModelLoader({ runtime, gguf, modelFiles, size, now: Date.now });
  const version = { name: 'model', version: 1, createdAt: new Date().toISOString(), model, promptFormat: format, tasks: [] };
  return loader.version({ version, adapterFolder: null });
}

function open({ version, onError }: LocalServerOptions, shelf: ModelShelf): Promise<Listening> {
  const ending = new AbortController();
  const log = ({ error }: AccessLine) => {
    if (error !== null) onError(error);
  };
  const app = createApp({ shelf, load: null, version, ending: ending.signal, now: Date.now, log, local: true, apiKey: null });
  const giveUp = () => ending.abort(new ServerBusy('The server is shutting down.'));
  return listen((request) => app.fetch(request), { host: '127.0.0.1', port: 0, giveUp });
}

const notInstalled =
  'What models are served with (node-llama-cpp, about 105 MB) is not installed on the machine of this worker. Install it there with `anneal serve --install`, and start the run again.';

const Manifest = z.object({ dependencies: z.object({ 'node-llama-cpp': z.string() }) });

function libraryVersion(source: string): string {
  return Manifest.parse(JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))).dependencies['node-llama-cpp'];
}
