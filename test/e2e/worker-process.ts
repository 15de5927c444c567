import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkoutFolder } from '../../src/dev/checkout.ts';
import { provideBundle, type Installation } from './installation.ts';

/** A worker beside the supervised one, on a machine of its own as far as it knows. */
export interface WorkerProcess {
  pid: number;
  home: string;
  /** SIGTERM; resolves with the exit code when it has handed over. */
  stop(): Promise<number | null>;
  output(): string;
}

/** Starts a worker with a home of its own and resolves when it polls its queues. */
export async function startWorkerProcess(
  installation: Installation,
  name: string,
  env: Record<string, string> = {},
): Promise<WorkerProcess> {
  const home = join(installation.root, name);
  await provideBundle(home);
  mkdirSync(join(home, 'logs'), { recursive: true });
  const child = spawn(process.execPath, [join(checkoutFolder, 'src', 'worker.ts')], {
    cwd: checkoutFolder,
    env: { PATH: process.env['PATH'], ...installation.variables, ANNEAL_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(home, 'logs', 'worker.log'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString('utf8');
      log.write(data);
    });
  }
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  while (!output.includes(' polls ')) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the worker ended before it polled:\n${output}`);
    await delay(100);
  }
  return {
    pid: child.pid!,
    home,
    output: () => output,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Trainers that a worker has started and that live. Linux. */
export async function trainersOf(workerPid: number): Promise<number[]> {
  const pids: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [status, command] = await Promise.all([read(`/proc/${name}/status`), read(`/proc/${name}/cmdline`)]);
    if (command.includes('anneal_trainer') && new RegExp(`^PPid:\\s+${workerPid}$`, 'm').test(status)) pids.push(Number(name));
  }
  return pids;
}

const read = (path: string) => readFile(path, 'utf8').catch(() => '');
