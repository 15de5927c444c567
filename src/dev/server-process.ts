import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AnnealFailure } from '../contracts/failure.ts';
import type { FailureName } from '../contracts/failure.ts';
import { setupCommand } from '../package-folder.ts';
import { isPortFree } from './free-ports.ts';
import type { PortReservation } from './free-ports.ts';
import { identifyProcess, isAlive } from '../trainer-process/process-identity.ts';
import type { ProcessIdentity } from '../trainer-process/process-identity.ts';
import { startGuarded } from './watchdog.ts';
import type { GuardedProcess } from './watchdog.ts';

/** What differs between one embedded server and another. */
export interface ServerDescription {
  /** As messages name it: "Temporal server". */
  name: string;
  failure: FailureName;
  executable: string;
  args: string[];
  env: Record<string, string>;
  /** The server's data; one server each. */
  folder: string;
  logFile: string;
  /** Ports that must be free before it starts. */
  ports: readonly number[];
  reservation: PortReservation;
  /** Time between SIGTERM and SIGKILL. */
  graceMs: number;
  /** Resolves when the server does its work; rejects while it does not yet. */
  probe(): Promise<void>;
  supervision?: Supervision;
}

/** With it, a server that dies without having been asked to is started again. */
export interface Supervision {
  onRestart(pid: number): void;
  /** Called when it died and does not come up again. */
  onLost(failure: unknown): void;
}

export interface ServerProcess {
  /** Changes with restart(). */
  readonly pid: number;
  readonly running: boolean;
  /** SIGTERM, the grace, SIGKILL. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would end it. The ports stay reserved. */
  kill(): Promise<void>;
  /** Starts it again on the same ports and data, after ending it when it still runs. */
  restart(): Promise<void>;
}

const readyWithinMs = 60_000; // 2 s when calm; a loaded machine needs longer
const largestLogBytes = 20 * 1024 * 1024;

/** Starts a server and resolves when its probe passes. @throws AnnealFailure of the description's name, with the log's tail. */
export async function startServer(description: ServerDescription): Promise<ServerProcess> {
  mkdirSync(description.folder, { recursive: true, mode: 0o700 });
  let stopping = false;
  let current = await launch(description, onDeath).catch((error: unknown) => {
    description.reservation.release();
    throw error;
  });
  let revival: Promise<void> | null = null;

  function onDeath(): void {
    if (!description.supervision || stopping) return;
    revival = replace().then(
      () => description.supervision?.onRestart(current.process.pid),
      (failure: unknown) => description.supervision?.onLost(failure),
    );
  }
  const replace = async () => {
    current = await launch(description, onDeath);
  };
  const end = async (how: 'stop' | 'kill') => {
    await revival;
    current.expected = true;
    await current.process[how]();
  };
  return {
    get pid() {
      return current.process.pid;
    },
    get running() {
      return current.running;
    },
    kill: () => end('kill'),
    stop: async () => {
      stopping = true;
      await end('stop');
      description.reservation.release();
    },
    restart: async () => {
      await end('stop');
      stopping = false;
      await replace();
    },
  };
}

interface Launched {
  process: GuardedProcess;
  running: boolean;
  /** Set before the server is ended on purpose. */
  expected: boolean;
}

async function launch(description: ServerDescription, onDeath: () => void): Promise<Launched> {
  checkExecutable(description);
  await waitForPredecessor(description);
  await checkPorts(description);
  rotateLog(description.logFile);
  const guarded = await startGuarded({
    command: description.executable,
    args: description.args,
    cwd: description.folder,
    env: { PATH: '/usr/bin:/bin', HOME: description.folder, TMPDIR: tmpdir(), ...description.env }, // never the user's keys or settings
    logFile: description.logFile,
    graceMs: description.graceMs,
  });
  recordProcess(description.folder, guarded.pid);
  const launched: Launched = { process: guarded, running: true, expected: true };
  void guarded.ended.then(() => {
    launched.running = false;
    if (!launched.expected) onDeath();
  });
  await waitUntilReady(description, launched);
  launched.expected = false;
  return launched;
}

async function waitUntilReady(description: ServerDescription, launched: Launched): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    const problem = await Promise.race([description.probe(), launched.process.ended]).then(
      () => null,
      (error: unknown) => error,
    );
    if (launched.running && problem === null) return;
    if (!launched.running) throw notUp(description, 'ended while starting');
    if (Date.now() > deadline) {
      await launched.process.kill();
      throw notUp(description, `did not become ready within ${readyWithinMs / 1000} s`, problem);
    }
    await delay(100);
  }
}

function notUp(description: ServerDescription, what: string, cause?: unknown): AnnealFailure {
  const message = [
    `The embedded ${description.name} ${what}.`,
    `Command: ${description.executable} ${description.args.join(' ')}`,
    `Last lines of its log ${description.logFile}:`,
    logTail(description.logFile, 15),
    `Mend what the log names and start again; if its data in ${description.folder} is damaged, move that folder away.`,
  ].join('\n');
  return new AnnealFailure(description.failure, message, cause === undefined ? {} : { cause });
}

/** The last lines of a log file, indented; "(empty)" when there is nothing. */
export function logTail(logFile: string, lines: number): string {
  const text = existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd() : '';
  if (text === '') return '  (empty)';
  return text
    .split('\n')
    .slice(-lines)
    .map((line) => `  ${line}`)
    .join('\n');
}

function checkExecutable({ name, failure, executable }: ServerDescription): void {
  if (existsSync(executable)) return;
  throw new AnnealFailure(
    failure,
    `The embedded ${name} cannot start: there is no ${executable}. Run "${setupCommand}", which installs it.`,
  );
}

async function checkPorts({ name, failure, ports }: ServerDescription): Promise<void> {
  for (const port of ports) {
    if (await isPortFree(port)) continue;
    throw new AnnealFailure(
      failure,
      `The embedded ${name} cannot start: port ${port} on 127.0.0.1 is taken by another process. End that process ("lsof -i :${port}" names it), or choose another port or none, and a free one is taken.`,
      { details: { port } },
    );
  }
}

/** A server whose owner was killed needs a moment to end; two on one folder would damage the data. */
async function waitForPredecessor({ name, failure, folder, graceMs }: ServerDescription): Promise<void> {
  const predecessor = recordedProcess(folder);
  if (predecessor === null) return;
  const deadline = Date.now() + graceMs + 5_000;
  while (isAlive(predecessor)) {
    if (Date.now() > deadline) {
      throw new AnnealFailure(
        failure,
        `The embedded ${name} cannot start: process ${predecessor.pid} still serves ${folder}. End it with "kill ${predecessor.pid}", or use another folder.`,
      );
    }
    await delay(100);
  }
}

const pidFile = (folder: string) => join(folder, 'server-process.json');

function recordProcess(folder: string, pid: number): void {
  const identity = identifyProcess(pid);
  if (identity) writeFileSync(pidFile(folder), `${JSON.stringify(identity)}\n`);
}

function recordedProcess(folder: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(pidFile(folder), 'utf8')) as ProcessIdentity;
  } catch {
    return null; // none yet, or a write cut short by a crash that ended the server too
  }
}

function rotateLog(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > largestLogBytes) renameSync(logFile, `${logFile}.1`);
}
