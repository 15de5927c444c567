import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { trainerEnvironment } from '../src/trainer-process/trainer-environment.ts';
import { createTrainerLog } from '../src/trainer-process/trainer-log.ts';
import { startTrainer } from '../src/trainer-process/trainer-process.ts';
import type { TrainerProcess } from '../src/trainer-process/trainer-process.ts';

export interface TrainerInterpreter {
  python: string;
  trainerFolder: string;
}

/** The product's trainer process with a worker's settings and nothing else: no worker, no Temporal, no store. */
export function startLoneTrainer({ python, trainerFolder }: TrainerInterpreter, folder: string): Promise<TrainerProcess> {
  mkdirSync(folder, { recursive: true });
  return startTrainer({
    python,
    trainerFolder,
    environment: trainerEnvironment(process.env, { home: join(folder, 'home'), threads: availableParallelism() }),
    log: createTrainerLog(join(folder, 'trainer.log')),
    helloWithinMs: 180_000,
  });
}
