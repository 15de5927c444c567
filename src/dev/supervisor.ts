import { AnnealFailure } from '../contracts/failure.ts';
import { logTail } from './server-process.ts';
import { startGuarded } from './watchdog.ts';
import type { GuardedProcess, ProcessEnd } from './watchdog.ts';

export interface SupervisedWorker {
  command: string;
  args: string[];
  /** The whole environment of the worker. */
  env: NodeJS.ProcessEnv;
  /** Default: the current folder. */
  cwd?: string;
  logFile: string;
  /** Time that the worker has to save after SIGTERM. Default: 60 s. */
  graceMs?: number;
  /** Called at every start. */
  onStart?: (pid: number) => void;
  /** Called when the worker ended without having been asked to; it is started again after this. */
  onExit?: (end: ProcessEnd) => void;
  /** Called once, instead of another start, when the worker keeps failing. */
  onGiveUp?: (failure: AnnealFailure) => void;
}

export interface WorkerSupervisor {
  /** The worker's process, or null between two of them and after the end. */
  pid(): number | null;
  /** Ends worker and supervision: SIGTERM, the grace, SIGKILL. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would end it; a new worker follows. */
  kill(): Promise<void>;
}

const restartAfterMs = 500;
/** A worker that fails this often within the window will fail the next time too. */
const hopeless = { failures: 5, withinMs: 30_000 };
const sigkill = 9;

/** Starts a worker process and has it back within 2 s whenever it dies. */
export async function superviseWorker(worker: SupervisedWorker): Promise<WorkerSupervisor> {
  let current: GuardedProcess | null = null;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let failures: number[] = [];

  const start = async () => {
    const started = await startGuarded({
      ...worker,
      cwd: worker.cwd ?? '.',
      graceMs: worker.graceMs ?? 60_000,
    });
    current = started;
    worker.onStart?.(started.pid);
    void started.ended.then(onEnd);
    if (stopping) await started.stop();
  };
  const onEnd = (end: ProcessEnd) => {
    current = null;
    if (stopping) return;
    worker.onExit?.(end);
    // Somebody's kill -9 says nothing against the worker; only its own failures count.
    if (end.signal !== sigkill) failures = [...failures, Date.now()].filter((at) => at > Date.now() - hopeless.withinMs);
    if (failures.length >= hopeless.failures) giveUp(givenUp(worker, end));
    else timer = setTimeout(() => void start().catch(() => giveUp(givenUp(worker, end))), restartAfterMs);
  };
  const giveUp = (failure: AnnealFailure) => {
    stopping = true;
    worker.onGiveUp?.(failure);
  };

  await start();
  return {
    pid: () => current?.pid ?? null,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await current?.stop();
    },
    kill: async () => {
      await current?.kill();
    },
  };
}

function givenUp(worker: SupervisedWorker, { code, signal }: ProcessEnd): AnnealFailure {
  const end = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return new AnnealFailure(
    'WorkerFailed',
    [
      `The worker failed ${hopeless.failures} times within ${hopeless.withinMs / 1000} s, the last time with ${end}; it is not started again.`,
      `Command: ${worker.command} ${worker.args.join(' ')}`,
      `Last lines of its log ${worker.logFile}:`,
      logTail(worker.logFile, 15),
      'Mend what the log names and start again.',
    ].join('\n'),
  );
}
