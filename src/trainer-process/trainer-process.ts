import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { AnnealFailure } from '../contracts/failure.ts';
import { readAnswers } from './answer-lines.ts';
import { killGroup } from './leftover-trainers.ts';
import { countMemoryKills, failureOfExit } from './trainer-exit.ts';
import type { TrainerEnd } from './trainer-exit.ts';
import { lastLines } from './trainer-log.ts';
import type { TrainerLog } from './trainer-log.ts';
import { runRequest } from './trainer-request.ts';
import type { ConnectionListener, TrainerConnection } from './trainer-request.ts';
import type { RequestOptions, TrainerHello, TrainerOperation, TrainerResults, TrainerSession } from './trainer-session.ts';

export interface TrainerOptions {
  /** The interpreter that has the trainer's requirements. */
  python: string;
  /** Holds the package anneal_trainer. */
  trainerFolder: string;
  /** All of it; nothing is inherited. */
  environment: Record<string, string>;
  log: TrainerLog;
  helloWithinMs: number;
}

export interface TrainerProcess extends TrainerSession {
  /** A request is running, failed or was aborted: nobody else should be given this process. */
  readonly spent: boolean;
  readonly alive: boolean;
  /** Settles when the process is gone. */
  readonly ended: Promise<TrainerEnd>;
  /** Closes its input (it saves and leaves), then SIGTERM, then SIGKILL; settles when it is gone. */
  close(): Promise<void>;
}

const termGraceMs = 5_000;
/** Time for an idle trainer to leave by itself. */
const closeGraceMs = 3_000;

/** Starts a trainer and waits for its hello. @throws AnnealFailure BackendRefused, TrainerFailed or TrainerStalled. */
export async function startTrainer(options: TrainerOptions): Promise<TrainerProcess> {
  if (!existsSync(options.python))
    throw new AnnealFailure(
      'BackendRefused',
      `There is no Python at ${options.python}. Run "anneal setup" ("npm run setup" in a checkout), which installs one, or name one that has the trainer's packages by ANNEAL_PYTHON.`,
    );
  options.log.rotate();
  const logStart = options.log.position();
  const child = spawnTrainer(options);
  const ended = endOf(child);
  const connection = connect(child, ended, () => lastLines(options.log.since(logStart, 16_384), 12));
  const hello = await awaitHello(connection, options.helloWithinMs);
  return asProcess(child, ended, connection, hello);
}

type Child = ChildProcess & { stdin: Writable; stdout: Readable };

function spawnTrainer({ python, trainerFolder, environment, log }: TrainerOptions): Child {
  if (environment['HOME'] !== undefined) mkdirSync(environment['HOME'], { recursive: true, mode: 0o700 });
  const standardError = log.open();
  try {
    const child = spawn(python, ['-m', 'anneal_trainer'], {
      cwd: trainerFolder,
      env: environment,
      detached: true, // a group of its own: Ctrl-C reaches the worker alone, and signals reach all that the trainer starts
      stdio: ['pipe', 'pipe', standardError],
    });
    return child as Child; // the type of spawn knows no descriptors
  } finally {
    closeSync(standardError);
  }
}

/** Settles after the last line was read. */
function endOf(child: Child): Promise<TrainerEnd> {
  return new Promise((resolve) => {
    child.once('error', () => child.pid === undefined && resolve({ code: null, signal: null }));
    child.once('exit', () => child.pid !== undefined && killGroup(child.pid, 'SIGKILL')); // whatever it started and left behind
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

function connect(child: Child, ended: Promise<TrainerEnd>, logTail: () => string): TrainerConnection {
  const listeners = new Set<ConnectionListener>();
  const memoryKills = countMemoryKills();
  const signalGroup = (signal: NodeJS.Signals) =>
    child.pid !== undefined && child.exitCode === null && child.signalCode === null && killGroup(child.pid, signal);
  child.stdin.on('error', () => {}); // the trainer is gone: its end is told by `ended`
  readAnswers(
    child.stdout,
    (answer) => listeners.forEach((listener) => listener.onAnswer(answer)),
    (error) => listeners.forEach((listener) => listener.onBrokenLine(new AnnealFailure(error.name, `${error.message}\n${logTail()}`))),
  );
  void ended.then((end) => listeners.forEach((listener) => listener.onEnd(end)));
  return {
    send: (request) => void child.stdin.write(`${JSON.stringify(request)}\n`),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    kill: () => void signalGroup('SIGKILL'),
    terminate: () => {
      signalGroup('SIGTERM');
      const timer = setTimeout(() => signalGroup('SIGKILL'), termGraceMs);
      void ended.then(() => clearTimeout(timer));
    },
    failureOf: (end) => failureOfExit(end, logTail(), end.signal === 'SIGKILL' && countMemoryKills() !== memoryKills),
  };
}

function awaitHello(connection: TrainerConnection, withinMs: number): Promise<TrainerHello> {
  return new Promise<TrainerHello>((resolve, reject) => {
    let failure: AnnealFailure | null = null;
    const fail = (error: AnnealFailure) => {
      failure ??= error;
      connection.kill();
    };
    const timer = setTimeout(
      () =>
        fail(
          new AnnealFailure(
            'TrainerStalled',
            `The trainer did not say hello within ${withinMs / 1000} s and was killed. Its imports may be slow on a busy machine; it is tried again.`,
          ),
        ),
      withinMs,
    );
    const unlisten = connection.listen({
      onAnswer: (answer) => {
        if (answer.type !== 'hello')
          return fail(
            new AnnealFailure(
              'TrainerFailed',
              `The trainer's first answer was ${answer.type}, not hello. Use worker and trainer of one version.`,
            ),
          );
        clearTimeout(timer);
        unlisten();
        resolve(answer);
      },
      onBrokenLine: fail,
      onEnd: (end) => {
        clearTimeout(timer);
        reject(failure ?? connection.failureOf(end));
      },
    });
  });
}

function asProcess(child: Child, ended: Promise<TrainerEnd>, connection: TrainerConnection, hello: TrainerHello): TrainerProcess {
  let requests = 0;
  let busy = false;
  let failed = false;
  let alive = true;
  let lastEnd: TrainerEnd = { code: null, signal: null };
  void ended.then((end) => {
    alive = false;
    lastEnd = end;
  });
  return {
    pid: hello.pid,
    hello,
    ended,
    get spent() {
      return busy || failed;
    },
    get alive() {
      return alive;
    },
    request: async <Operation extends TrainerOperation>(operation: Operation, options: RequestOptions = {}) => {
      if (busy) throw new Error('a trainer does one request at a time');
      options.signal?.throwIfAborted();
      if (!alive) throw connection.failureOf(lastEnd);
      busy = true;
      try {
        const result = (await runRequest(connection, `r${++requests}`, operation, options)) as TrainerResults[Operation['op']];
        if ('interrupted' in result && result.interrupted) failed = true; // told to end, by us or by somebody else: it may be leaving
        return result;
      } catch (error) {
        failed = true;
        throw error;
      } finally {
        busy = false;
      }
    },
    close: async () => {
      child.stdin.end();
      const timer = setTimeout(() => connection.terminate(), busy ? 0 : closeGraceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
