import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AnnealFailure } from '../contracts/failure.ts';
import { codeEnding, codeFolder } from '../package-folder.ts';
import { connectionVariables, removeDevConnection, writeDevConnection } from './dev-connection.ts';
import { takeProcessLock } from './process-lock.ts';
import { startS3Server } from './s3-server.ts';
import type { S3Server } from './s3-server.ts';
import { exitOnSignals } from './signals.ts';
import { superviseWorker } from './supervisor.ts';
import type { WorkerSupervisor } from './supervisor.ts';
import { startTemporalServer } from './temporal-server.ts';
import type { TemporalServer } from './temporal-server.ts';
import type { ProcessEnd } from './watchdog.ts';
import { makeWritable } from '../writable-folder.ts';

export interface DevEnvironmentOptions {
  /** Folder of databases, objects, keys and logs; one environment each. */
  root: string;
  /** Whether to start a supervised worker. */
  worker: boolean;
  /** Default: our own worker, on this Node. */
  workerCommand?: { command: string; args: string[] };
  /** Added to the worker's variables. */
  workerEnv?: Record<string, string>;
  /** Time that the worker has to save after SIGTERM. Default: 60 s. */
  workerGraceMs?: number;
  /** Default: anneal. */
  bucket?: string;
  /** Whether Temporal's UI is served. Default: true. */
  ui?: boolean;
  /** ANNEAL_HOME of the worker. Default: home in the root. */
  home?: string;
  temporalPort?: number;
  s3Port?: number;
  /** Folders in which the servers' programs are looked for, in turn. Default: the one that set-up fills in a checkout. */
  programFolders?: string[];
  temporalExecutable?: string;
  /** Stop everything and exit on SIGINT, SIGTERM and SIGHUP. Default: false. */
  exitOnSignals?: boolean;
  onWorkerStart?: (pid: number) => void;
  onWorkerExit?: (end: ProcessEnd) => void;
  /** A server died and is back. */
  onServerRestart?: (name: 'Temporal' | 'S3', pid: number) => void;
  /** A server died and does not come up again, or the worker keeps failing. Default: the message goes to standard error. */
  onFailure?: (failure: unknown) => void;
}

export interface DevEnvironment {
  readonly root: string;
  readonly temporal: TemporalServer;
  readonly s3: S3Server;
  readonly worker: WorkerSupervisor | null;
  readonly logs: { temporal: string; s3: string; worker: string };
  /** The variables that point a worker or the CLI to these servers. */
  readonly env: Record<string, string>;
  /** Ends the worker first, so that it can save, then the servers. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded servers, and a supervised worker if wanted, with all their data under `root`. Everything ends with
 * this process, however it dies. A server that dies is started again, unless its own kill() or stop() ended it.
 * @throws AnnealFailure AlreadyRunning when another process holds the root; TemporalUnavailable, StoreUnavailable.
 */
export async function startDevEnvironment(options: DevEnvironmentOptions): Promise<DevEnvironment> {
  const root = resolve(options.root);
  makeWritable(root, 'Databases, objects and logs of the embedded servers go there: make it writable, or name another folder by --root.');
  const releaseRoot = holdRoot(root);
  const starting = startAll(root, options, releaseRoot);
  if (options.exitOnSignals) exitOnSignals(async () => (await starting).stop());
  return starting;
}

async function startAll(root: string, options: DevEnvironmentOptions, releaseRoot: () => void): Promise<DevEnvironment> {
  const logs = {
    temporal: join(root, 'temporal.log'),
    s3: join(root, 's3.log'),
    worker: join(root, 'worker.log'),
  };
  const onFailure = options.onFailure ?? reportFailure;
  let worker: WorkerSupervisor | null = null;
  let announce = () => {};
  const onRestart = (name: 'Temporal' | 'S3', pid: number) => {
    announce();
    options.onServerRestart?.(name, pid);
  };
  const { temporal, s3 } = await startServers(root, logs, {
    ...options,
    onFailure,
    onServerRestart: onRestart,
  }).catch((error: unknown) => {
    releaseRoot();
    throw error;
  });
  announce = () => writeDevConnection(root, temporal, s3, options.worker ? { pid: worker?.pid() ?? null } : null);
  announce();
  const stop = once(async () => {
    await worker?.stop();
    await Promise.all([temporal.stop(), s3.stop()]);
    releaseRoot();
  });
  const env = {
    ...connectionVariables(temporal, s3),
    ANNEAL_HOME: resolve(options.home ?? join(root, 'home')),
  };
  if (options.worker) {
    worker = await startWorker({ ...options, onFailure }, env, logs.worker, () => announce()).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    announce();
  }
  return { root, temporal, s3, worker, logs, env, stop };
}

type WithFailure = DevEnvironmentOptions & Required<Pick<DevEnvironmentOptions, 'onFailure'>>;

/** Both at once; when one does not come up, the other is stopped again. */
async function startServers(root: string, logs: DevEnvironment['logs'], options: WithFailure) {
  const supervision = (name: 'Temporal' | 'S3') => ({
    onRestart: (pid: number) => options.onServerRestart?.(name, pid),
    onLost: options.onFailure,
  });
  const starts = await Promise.allSettled([
    startTemporalServer({
      folder: join(root, 'temporal'),
      logFile: logs.temporal,
      ui: options.ui ?? true,
      supervision: supervision('Temporal'),
      ...(options.temporalPort !== undefined && { port: options.temporalPort }),
      ...program('temporal', options),
      ...(options.temporalExecutable !== undefined && { executable: options.temporalExecutable }),
    }),
    startS3Server({
      folder: join(root, 's3'),
      logFile: logs.s3,
      bucket: options.bucket ?? 'anneal',
      ...program('weed', options),
      supervision: supervision('S3'),
      ...(options.s3Port !== undefined && { port: options.s3Port }),
    }),
  ]);
  const [temporal, s3] = starts;
  if (temporal.status === 'fulfilled' && s3.status === 'fulfilled') return { temporal: temporal.value, s3: s3.value };
  await Promise.all(starts.map(async (start) => start.status === 'fulfilled' && (await start.value.stop())));
  throw starts.find((start) => start.status === 'rejected')?.reason;
}

/** The first of the folders that has it, or else the last, whose absence is then told. */
function program(name: string, { programFolders = [] }: DevEnvironmentOptions): { executable?: string } {
  const paths = programFolders.map((folder) => join(folder, name));
  const executable = paths.find((path) => existsSync(path)) ?? paths.at(-1);
  return executable === undefined ? {} : { executable };
}

function startWorker(options: WithFailure, env: Record<string, string>, logFile: string, announce: () => void): Promise<WorkerSupervisor> {
  mkdirSync(env['ANNEAL_HOME']!, { recursive: true });
  return superviseWorker({
    ...(options.workerCommand ?? {
      command: process.execPath,
      args: [join(codeFolder, `worker${codeEnding}`)],
    }),
    env: { ...inheritedVariables(), ...env, ...options.workerEnv },
    cwd: process.cwd(),
    logFile,
    ...(options.workerGraceMs !== undefined && { graceMs: options.workerGraceMs }),
    onStart: (pid) => {
      announce();
      options.onWorkerStart?.(pid);
    },
    onExit: (end) => {
      announce();
      options.onWorkerExit?.(end);
    },
    onGiveUp: options.onFailure,
  });
}

/** What the user has set for PATH, proxies or devices holds for the worker too; what points to another Temporal or store does not. */
function inheritedVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(TEMPORAL_|ANNEAL_S3_|AWS_)/.test(name)));
}

/** Holds the root for this process; the returned function gives it back, as does the process's exit. */
function holdRoot(root: string): () => void {
  const lock = takeProcessLock(join(root, 'owner.lock'));
  if ('heldBy' in lock) {
    const { pid } = lock.heldBy;
    throw new AnnealFailure(
      'AlreadyRunning',
      `A dev environment already runs in ${root}: process ${pid}. Use that one, end it with "kill ${pid}", or choose another folder.`,
      { details: { pid } },
    );
  }
  const release = () => {
    process.off('exit', release);
    removeDevConnection(root);
    lock.release();
  };
  process.once('exit', release);
  return release;
}

function once(action: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | null = null;
  return () => (result ??= action());
}

function reportFailure(failure: unknown): void {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
}
