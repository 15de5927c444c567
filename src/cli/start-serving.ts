/** Composition root of `anneal serve`: configuration → files → llama.cpp → shelf of models → HTTP. */
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { inspect } from 'node:util';
import { openStore } from '../client/connections.ts';
import { requireStore, type Config } from '../config.ts';
import type { GgufPrecision } from '../contracts/trainer-protocol.ts';
import { importLlama } from '../inference/llama-cpp/library.ts';
import { startLlama, type LlamaRuntime } from '../inference/llama-cpp/open-llama.ts';
import { ServerBusy } from '../inference/text-model.ts';
import { createGgufFiles } from '../model-files/gguf-files.ts';
import { createModelFiles } from '../model-files/model-files.ts';
import { packageFolder } from '../package-folder.ts';
import { accessText, type AccessLine } from '../servers/serve/access-log.ts';
import { createApp } from '../servers/serve/app.ts';
import { findVersion, isFolderName, readVersionFolder, type FoundVersion } from '../servers/serve/find-version.ts';
import { installPackages } from '../servers/serve/install-packages.ts';
import { listen } from '../servers/serve/listen.ts';
import { createModelLoader, type ModelLoader } from '../servers/serve/load-models.ts';
import { createModelShelf, type ModelShelf } from '../servers/serve/model-shelf.ts';
import { servingDefaults } from '../servers/serve/serving-defaults.ts';
import { createTrainerPool, type TrainerPool } from '../trainer-process/trainer-pool.ts';
import { version } from '../version.ts';
import { makeWritable } from '../writable-folder.ts';

export interface ServingOptions {
  /** As findVersion and readVersionFolder read them. */
  models: readonly string[];
  host: string;
  port: number;
  precision: GgufPrecision;
  /** Tokens. */
  context: number;
  parallel: number;
  threads: number;
  gpu: boolean;
  apiKey: string | null;
  allowLoading?: boolean;
  config: Config;
  /** Progress and requests, a line each. */
  tell: (line: string) => void;
}

export interface Serving {
  url: string;
  /** Ids. */
  models: string[];
  /** @param graceMs for running answers */
  stop(graceMs: number): Promise<void>;
}

type Store = ReturnType<typeof openStore>;

/** Serves models until it is stopped. What is wrong with any of them is told before the first request. */
export async function startServing(options: ServingOptions): Promise<Serving> {
  const { config, tell } = options;
  makeWritable(config.home, 'Converted models go there: make it writable, or name another folder by ANNEAL_HOME.');
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    const store = config.store === null ? null : openStore(config);
    if (store !== null) closers.push(() => store.objects.close());
    const objects = () => store?.objects ?? (requireStore(config) as never);
    const found: FoundVersion[] = [];
    for (const name of options.models) found.push(await (isFolderName(name) ? readVersionFolder(name) : findVersion(objects(), name)));

    const runtime = await startRuntime(options);
    const pool = trainers(config);
    const shelf = createModelShelf();
    closers.push(runtime.close, pool.stop, shelf.close);
    const loader = modelLoader(options, store, runtime, pool);
    await fill(shelf, loader, found, tell);
    await pool.stop(); // torch's memory is needed for the models now
    const { url, stop } = await open(options, shelf, async (name) => loader.version(await findVersion(objects(), name)));
    return { url, models: shelf.list().map(({ id }) => id), stop: (graceMs) => stop(graceMs).finally(close) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Folder with the packages that models are run with; they are installed when they are not there yet. @throws AnnealFailure BackendRefused */
export function installServing({ setUpFolder }: Pick<Config, 'setUpFolder'>, tell: (line: string) => void = () => {}): Promise<string> {
  const onInstall = (folder: string) => tell(`Installing what models are run with into ${folder} …`);
  return installPackages({ source: join(packageFolder, 'serve'), setUpFolder, onInstall });
}

async function startRuntime({ config, threads, gpu, tell }: ServingOptions): Promise<LlamaRuntime> {
  const packages = await installServing(config, tell);
  return startLlama(await importLlama(packages), { threads, gpu: gpu && process.platform === 'darwin' ? 'auto' : false });
}

/** Of a device of its own: a conversion does not wait for a training on this machine. */
function trainers(config: Config): TrainerPool {
  const { python, trainerFolder, home, trainerEnvironment: environment } = config;
  return createTrainerPool({ python, trainerFolder, home, environment, threads: availableParallelism(), device: 'gguf' });
}

function modelLoader(
  { config, precision, context, parallel, tell }: ServingOptions,
  store: Store | null,
  runtime: LlamaRuntime,
  pool: TrainerPool,
): ModelLoader {
  const missing = new Proxy({}, { get: () => requireStore(config) }) as never; // only models whose files are in the store need it
  const modelFiles = createModelFiles({
    home: config.home,
    blobs: store?.blobs ?? missing,
    reader: missing,
    modelRoots: config.modelRoots,
  });
  const gguf = createGgufFiles({ home: config.home, precision, modelFiles, pool, onMake: (what) => tell(`Making ${what} …`) });
  return createModelLoader({
    runtime,
    gguf,
    modelFiles,
    size: { contextTokens: context, parallel, mostWaiting: servingDefaults.mostWaiting },
    now: Date.now,
  });
}

/** Opens every model; their bases can be asked too, and are opened when they are. */
async function fill(shelf: ModelShelf, loader: ModelLoader, found: readonly FoundVersion[], tell: (line: string) => void): Promise<void> {
  for (const one of found) {
    const model = loader.version(one);
    if (shelf.list().some(({ id }) => id === model.id)) continue; // named twice
    shelf.add(model);
    await model.text();
    tell(`Loaded ${model.id}`);
  }
  for (const { version: one } of found) {
    const base = loader.base(one);
    if (!shelf.list().some(({ id }) => id === base.id)) shelf.add(base);
  }
}

async function open(
  options: ServingOptions,
  shelf: ModelShelf,
  load: Parameters<typeof createApp>[0]['load'],
): Promise<Omit<Serving, 'models'>> {
  const { host, port, apiKey, allowLoading, tell } = options;
  const ending = new AbortController();
  const local = host === 'localhost' || host === '::1' || host.startsWith('127.');
  const app = createApp({
    shelf,
    load: local || allowLoading === true ? load : null,
    version,
    ending: ending.signal,
    now: Date.now,
    log: (line) => tell(logText(line)),
    local,
    apiKey,
  });
  return listen((request) => app.fetch(request), {
    host,
    port,
    giveUp: () => ending.abort(new ServerBusy('The server is shutting down.')),
  });
}

function logText(line: AccessLine): string {
  const { error } = line;
  return error === null ? accessText(line) : `${accessText(line)}\n${inspect(error)}`;
}
