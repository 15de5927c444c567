import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { logTail } from '../../src/dev/server-process.ts';
import { startGuarded, type GuardedProcess } from '../../src/dev/watchdog.ts';
import { localizeHealthCheck } from './addresses.ts';
import type { ComposeService } from './compose-file.ts';
import type { NativeContext, NativeProgram } from './native-images.ts';
import { forwardOnce, portAnswers } from './ports.ts';

export interface ServiceProcess {
  guarded: GuardedProcess;
  logFile: string;
}

/** Starts a service's program; it ends with this process, however that ends. */
export async function startService(service: ComposeService, program: NativeProgram, context: NativeContext): Promise<ServiceProcess> {
  mkdirSync(context.folder, { recursive: true });
  const logFile = join(context.folder, '..', `${service.name}.log`);
  const [command, ...args] = program.command;
  const { cwd, environment: env, elsewhere } = program;
  const guarded = await startGuarded({ command: command!, args, cwd, env, logFile, graceMs: service.stopGraceMs });
  if (elsewhere !== undefined) {
    const from = { host: context.addresses.get(service.name)!, port: elsewhere.port };
    const forwarded = await forwardOnce(from, { host: '127.0.0.1', port: elsewhere.at }, guarded.ended);
    void guarded.ended.then(() => forwarded?.close());
  }
  return { guarded, logFile };
}

/** Waits for a job to do its work. @throws AnnealFailure WorkerFailed when it ends otherwise. */
export async function finishJob(service: ComposeService, { guarded, logFile }: ServiceProcess): Promise<void> {
  const { code, signal } = await guarded.ended;
  if (code !== 0) throw serviceFailed(service, `ended with ${code ?? `signal ${signal}`}`, logFile);
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
  const patienceMs = 3 * (startPeriodMs + retries * (intervalMs + timeoutMs)); // a machine that does other things too
  const logFile = process?.logFile ?? '';
  let ended = false;
  void process?.guarded.ended.then(() => (ended = true));
  for (;;) {
    const problem = await checkHealth(service, program, context);
    // The end comes first: something else on this machine may answer in its place.
    if (ended) throw serviceFailed(service, 'ended while starting', logFile);
    if (problem === null) return Date.now() - started;
    if (Date.now() - started > patienceMs) throw serviceFailed(service, `is not healthy after ${patienceMs / 1000} s: ${problem}`, logFile);
    await delay(Math.min(500, intervalMs));
  }
}

/** What the health check says against the service; null for nothing. Without the check's program: whether the port answers. */
export async function checkHealth(service: ComposeService, program: NativeProgram, context: NativeContext): Promise<string | null> {
  const command = localizeHealthCheck(service, context);
  if (!isInstalled(command[0]!, program)) {
    const answers = await portAnswers({ host: context.addresses.get(service.name)!, port: service.ports[0]!.containerPort });
    return answers ? null : `nobody listens on port ${service.ports[0]!.containerPort}`;
  }
  return new Promise((resolve) => {
    const options = { env: program.environment, timeout: service.healthcheck!.timeoutMs };
    execFile('/usr/bin/env', command, options, (error, stdout, stderr) =>
      resolve(error === null ? null : `"${command.join(' ')}" failed (${String(error.code ?? error.signal)}) ${stderr}${stdout}`.trim()),
    );
  });
}

/** Whether a program of the image (busybox brings it nc and wget) is on this machine too. */
export function isInstalled(name: string, { environment }: NativeProgram): boolean {
  return (environment['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/** The failure of a service, with the end of its log. */
export function serviceFailed({ name }: ComposeService, what: string, logFile: string): AnnealFailure {
  return new AnnealFailure('WorkerFailed', `Service ${name} ${what}\nLast lines of ${logFile}:\n${logTail(logFile, 15)}`);
}
