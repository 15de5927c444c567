import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/**
 * A tiny parent for the guarded process. It holds the reading end of a pipe whose only writer is the owner, so it
 * notices the owner's death even by kill -9, on Linux and macOS alike; being the parent, it can never aim at a pid
 * that was given to somebody else. A shell, because it costs 1 MB where a Node process costs 45.
 * Descriptors: 0 = the owner's pipe, 3 = where the pid is reported. Arguments: grace in tenths of a second, command.
 */
const watchdogScript = `
grace=$1; shift
exec 4<&0 </dev/null
"$@" 3>&- 4<&- &
guarded=$!
echo "$guarded" >&3
exec 3>&-
(
  while read -r line <&4; do :; done
  kill -TERM "$guarded"
  waited=0
  while kill -0 "$guarded" && [ "$waited" -lt "$grace" ]; do sleep 0.1; waited=$((waited + 1)); done
  kill -KILL "$guarded"
) >/dev/null 2>&1 &
exec 4<&-
wait "$guarded"
exit $?
`;

export interface GuardedCommand {
  command: string;
  args: string[];
  cwd: string;
  /** The whole environment: nothing is inherited. */
  env: NodeJS.ProcessEnv;
  /** Standard output and error are appended here. */
  logFile: string;
  /** Time between SIGTERM and SIGKILL, after stop() as well as after the owner's death. */
  graceMs: number;
}

/** How a process ended; `signal` is a number (9 = SIGKILL), null when it exited by itself. */
export interface ProcessEnd {
  code: number | null;
  signal: number | null;
}

export interface GuardedProcess {
  readonly pid: number;
  /** Settles when the process is gone. */
  readonly ended: Promise<ProcessEnd>;
  /** SIGTERM, the grace, SIGKILL; settles when the process is gone. */
  stop(): Promise<ProcessEnd>;
  /** SIGKILL; settles when the process is gone. */
  kill(): Promise<ProcessEnd>;
}

/** Starts a process in a group of its own that is ended (SIGTERM, grace, SIGKILL) when this process dies, however it dies. */
export async function startGuarded(guarded: GuardedCommand): Promise<GuardedProcess> {
  const log = openSync(guarded.logFile, 'a', 0o600);
  const tenths = String(Math.ceil(guarded.graceMs / 100));
  const watchdog = spawn('/bin/sh', ['-c', watchdogScript, 'anneal-watchdog', tenths, guarded.command, ...guarded.args], {
    cwd: guarded.cwd,
    env: guarded.env,
    detached: true, // a session of its own: Ctrl-C in the terminal reaches the owner alone, who stops things in order
    stdio: ['pipe', log, log, 'pipe'],
  });
  closeSync(log);
  const ended = endOf(watchdog);
  const pid = await reportedPid(watchdog, ended);
  const lifeline = watchdog.stdin as Writable;
  return {
    pid,
    ended,
    stop: () => {
      lifeline.end();
      return ended;
    },
    kill: () => {
      signalQuietly(pid, 'SIGKILL');
      return ended;
    },
  };
}

function endOf(watchdog: ChildProcess): Promise<ProcessEnd> {
  watchdog.stdin?.on('error', () => {}); // the watchdog may be gone when the pipe is closed
  return new Promise((resolve) => {
    watchdog.once('error', () => resolve({ code: 127, signal: null }));
    watchdog.once('exit', (code) => {
      // Takes the watchdog's helper with it, and the guarded process, should somebody have killed the watchdog alone.
      if (watchdog.pid !== undefined) signalQuietly(-watchdog.pid, 'SIGKILL');
      const status = code ?? 128 + 9;
      resolve(status > 128 ? { code: null, signal: status - 128 } : { code: status, signal: null });
    });
  });
}

async function reportedPid(watchdog: ChildProcess, ended: Promise<ProcessEnd>): Promise<number> {
  const report = watchdog.stdio[3] as Readable;
  const line: unknown = await Promise.race([once(report, 'data').then(([data]) => String(data)), ended]);
  report.destroy();
  const pid = typeof line === 'string' ? Number.parseInt(line, 10) : Number.NaN;
  if (!Number.isInteger(pid)) throw new Error(`the watchdog shell could not start ${watchdog.spawnargs.slice(5).join(' ')}`);
  return pid;
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
