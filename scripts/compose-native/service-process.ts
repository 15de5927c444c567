import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { logTail } from '../../src/dev/server-process.ts';
import { startGuarded, type GuardedProcess } from '../../src/dev/watchdog.ts';
import { localizeHealthCheck } from './addresses.ts';
import type { ComposeService } from './compose-file.ts';
import type { NativeContext, NativeProgram } from './native-images.ts';

export interface ServiceProcess {
  guarded: GuardedProcess;
  logFile: string;
}

/** Starts a service's program; it ends with this process, however that ends. */
export async function startService(service: ComposeService, program: NativeProgram, context: NativeContext): Promise<ServiceProcess> {
  mkdirSync(context.folder, { recursive: true });
  const logFile = join(context.folder, '..', `${service.name}.log`);
  const [command, ...args] = program.command;
  const { cwd, environment: env } = program;
  const guarded = await startGuarded({ command: command!, args, cwd, env, logFile, graceMs: service.stopGraceMs });
  return { guarded, logFile };
}

/** Waits for a job to do its work. @throws AnnealFailure WorkerFailed when it ends otherwise. */
export async function finishJob(service: ComposeService, { guarded, logFile }: ServiceProcess): Promise<void> {
  const { code, signal } = await guarded.ended;
  if (code !== 0) throw failed(service, `ended with ${code ?? `signal ${signal}`}`, logFile);
}

/**
 * Runs the service's own health check until it passes.
 * @returns milliseconds that it took. @throws AnnealFailure WorkerFailed when it does not, or when the program ends.
 */
export async function becomeHealthy(
  service: ComposeService,
  program: NativeProgram,
  context: NativeContext,
  process: ServiceProcess | null,
): Promise<number> {
  const { intervalMs, timeoutMs, retries, startPeriodMs } = service.healthcheck!;
  const started = Date.now();
  const patienceMs = startPeriodMs + retries * (intervalMs + timeoutMs);
  const logFile = process?.logFile ?? '';
  let ended = false;
  void process?.guarded.ended.then(() => (ended = true));
  for (;;) {
    const problem = await checkHealth(service, program, context);
    if (problem === null) return Date.now() - started;
    if (ended) throw failed(service, 'ended while starting', logFile);
    if (Date.now() - started > patienceMs) throw failed(service, `is not healthy after ${patienceMs / 1000} s: ${problem}`, logFile);
    await delay(Math.min(500, intervalMs));
  }
}

/** What the health check says against the service; null for nothing. */
export function checkHealth(service: ComposeService, program: NativeProgram, context: NativeContext): Promise<string | null> {
  const command = localizeHealthCheck(service, context);
  return new Promise((resolve) => {
    const options = { env: program.environment, timeout: service.healthcheck!.timeoutMs };
    execFile('/usr/bin/env', command, options, (error, stdout, stderr) =>
      resolve(error === null ? null : `"${command.join(' ')}" failed (${String(error.code ?? error.signal)}) ${stderr}${stdout}`.trim()),
    );
  });
}

function failed({ name }: ComposeService, what: string, logFile: string): AnnealFailure {
  return new AnnealFailure('WorkerFailed', `Service ${name} ${what}\nLast lines of ${logFile}:\n${logTail(logFile, 15)}`);
}
