import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createTrainerLog } from '../../src/trainer-process/trainer-log.ts';
import { trainerEnvironment } from '../../src/trainer-process/trainer-environment.ts';
import { startTrainer } from '../../src/trainer-process/trainer-process.ts';
import type { TrainerOperation } from '../../src/trainer-process/trainer-session.ts';
import { cpuSeconds } from './process-cpu.ts';

export interface BareTrainer {
  versions: Record<string, string>;
  dtype: string;
  /** Sends the recorded requests one after the other. */
  replay(): Promise<{ wallSeconds: number; cpuSeconds: number }>;
  close(): Promise<void>;
}

/** The operations of a recorded run. Making the base model is left out: it is made once for a machine, not for a run. */
export function readRecording(folder: string): TrainerOperation[] {
  const lines = readFileSync(join(folder, 'requests.jsonl'), 'utf8').trim().split('\n');
  const requests = lines.map((line) => JSON.parse(line) as TrainerOperation);
  return requests.filter(({ op }) => op !== 'prepareBase');
}

/** A trainer of its own, with the worker's settings and nothing else: no worker, no Temporal, no store. */
export async function startBareTrainer(
  { python, trainerFolder }: { python: string; trainerFolder: string },
  operations: readonly TrainerOperation[],
  folder: string,
): Promise<BareTrainer> {
  mkdirSync(folder, { recursive: true });
  const trainer = await startTrainer({
    python,
    trainerFolder,
    environment: trainerEnvironment(process.env, { home: join(folder, 'home'), threads: availableParallelism() }),
    log: createTrainerLog(join(folder, 'trainer.log')),
    helloWithinMs: 180_000,
  });
  const training = operations.find((operation) => operation.op === 'train');
  return {
    versions: trainer.hello.versions,
    dtype: training?.settings.dtype ?? 'none',
    replay: async () => {
      const out = join(folder, 'out');
      rmSync(out, { recursive: true, force: true });
      const placed = operations.map(
        (operation) => JSON.parse(JSON.stringify(operation).replaceAll('@out/', `${out}/`)) as TrainerOperation,
      );
      for (const operation of placed) if (operation.op === 'train') mkdirSync(operation.scratch, { recursive: true });
      mkdirSync(out, { recursive: true });
      const [begun, used] = [performance.now(), cpuSeconds(trainer.pid)];
      for (const operation of placed) await trainer.request(operation);
      return { wallSeconds: (performance.now() - begun) / 1000, cpuSeconds: cpuSeconds(trainer.pid) - used };
    },
    close: () => trainer.close(),
  };
}
