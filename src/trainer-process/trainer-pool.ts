import { join } from 'node:path';
import { acquireLease } from './device-lease.ts';
import { endLeftoverTrainers, recordTrainer } from './leftover-trainers.ts';
import { identifyProcess, isAlive, ownIdentity, ProcessIdentity } from './process-identity.ts';
import { trainerEnvironment } from './trainer-environment.ts';
import { createTrainerLog } from './trainer-log.ts';
import type { TrainerLog } from './trainer-log.ts';
import { startTrainer } from './trainer-process.ts';
import type { TrainerProcess } from './trainer-process.ts';
import type { TrainerSession } from './trainer-session.ts';

export interface TrainerPoolOptions {
  /** The interpreter that has the trainer's requirements. */
  python: string;
  /** Holds the package anneal_trainer. */
  trainerFolder: string;
  /** ANNEAL_HOME: leases, logs and the trainer's own home folder lie below it. */
  home: string;
  /** The worker's environment; only what trainerEnvironment allows is passed on. */
  environment: Readonly<Record<string, string | undefined>>;
  /** OMP_NUM_THREADS; requests set their own number of threads. */
  threads: number;
  /** What the lease is for. Default: "default". Workers on one machine that share a device must name it alike. */
  device?: string;
  /** Default: 60. */
  idleSeconds?: number;
  /** How long starting may take. Default: 180. */
  startSeconds?: number;
  /** How long a dead worker's trainer may take to save its last step. Default: 30. */
  leftoverSeconds?: number;
}

export interface TrainerPool {
  /**
   * Runs `body` with a trainer while holding the machine's device lease. `onWaiting` is called every second while
   * another holds it. The trainer is kept for the next body, and replaced after a failed request or an abort.
   */
  withTrainer<Result>(
    options: { signal?: AbortSignal; onWaiting?: () => void },
    body: (session: TrainerSession) => Promise<Result>,
  ): Promise<Result>;
  /** Ends the trainer, in the middle of a request too (training then saves its step). */
  stop(): Promise<void>;
  /** null = no trainer is running now. */
  pid(): number | null;
  readonly log: TrainerLog;
  /** This process, as notes for other processes name it. */
  readonly worker: ProcessIdentity;
  /** Whether the process that left a note lives; false for anything that is no such note. */
  isWorkerAlive(note: unknown): boolean;
}

/** One long-lived trainer on one device, started when it is needed and ended when it has been idle. */
export function createTrainerPool(options: TrainerPoolOptions): TrainerPool {
  const device = options.device ?? 'default';
  const leases = join(options.home, 'leases');
  const log = createTrainerLog(join(options.home, 'logs', `trainer-${process.pid}.log`));
  const environment = trainerEnvironment(options.environment, { home: join(options.home, 'trainer-home'), threads: options.threads });
  let trainer: TrainerProcess | null = null;
  let idleTimer: NodeJS.Timeout | undefined;

  const dispose = async () => {
    const old = trainer;
    trainer = null;
    await old?.close();
  };
  const ready = async (): Promise<TrainerProcess> => {
    if (trainer?.alive && !trainer.spent) {
      log.rotate();
      return trainer;
    }
    await dispose();
    const { python, trainerFolder, startSeconds = 180 } = options;
    const started = await startTrainer({ python, trainerFolder, environment, log, helloWithinMs: startSeconds * 1000 });
    const identity = identifyProcess(started.pid);
    const record = identity && recordTrainer(leases, device, identity);
    void started.ended.then(() => record?.forget());
    return (trainer = started);
  };
  const endWhenIdle = () => {
    idleTimer = setTimeout(() => void dispose(), (options.idleSeconds ?? 60) * 1000);
    idleTimer.unref();
  };

  return {
    log,
    worker: ownIdentity(),
    isWorkerAlive: (note) => {
      const identity = ProcessIdentity.safeParse(note);
      return identity.success && isAlive(identity.data);
    },
    pid: () => (trainer?.alive ? trainer.pid : null),
    stop: async () => {
      clearTimeout(idleTimer);
      await dispose();
    },
    withTrainer: async ({ signal, onWaiting }, body) => {
      const waiting = { ...(signal && { signal }), ...(onWaiting && { onWaiting }) };
      const lease = await acquireLease({ folder: leases, device, ...waiting });
      clearTimeout(idleTimer);
      try {
        await endLeftoverTrainers({ folder: leases, device, graceMs: (options.leftoverSeconds ?? 30) * 1000, ...(signal && { signal }) });
        return await body(await ready());
      } finally {
        if (signal?.aborted || trainer?.spent) await dispose();
        endWhenIdle();
        lease.release();
      }
    },
  };
}
