import type { TrainerAnswer } from '../contracts/trainer-protocol.ts';
import type { Curves, Progress } from '../contracts/training.ts';
import type { LocalCheckpoint } from './checkpoint-uploads.ts';

const doing = { loading: 'loading', training: 'training', evaluating: 'evaluating', saving: 'saving', items: 'training' } as const;

export interface FollowedTraining {
  onAnswer(answer: TrainerAnswer): void;
  curves: Curves;
  warnings: string[];
  /** Furthest step so far. */
  step(): number;
}

/** Turns a training's answers into progress for people, curves, warnings and checkpoints. */
export function followTrainer(
  start: Progress,
  onProgress: (progress: Progress) => void,
  onCheckpoint: (checkpoint: LocalCheckpoint) => void,
): FollowedTraining {
  const curves: Curves = { train: [], validation: [] };
  const warnings: string[] = [];
  let progress = start;

  const addTrainPoint = (step: number, loss: number | null) => {
    const last = curves.train.at(-1);
    if (loss !== null && step > 0 && last?.step !== step) curves.train.push({ step, loss });
  };
  return {
    curves,
    warnings,
    step: () => progress.step,
    onAnswer: (answer) => {
      switch (answer.type) {
        case 'progress': {
          const { phase, step, totalSteps, loss, tokensPerSecond, etaSeconds } = answer;
          addTrainPoint(step, loss);
          progress = {
            ...progress,
            doing: doing[phase],
            step: Math.max(progress.step, step),
            totalSteps: totalSteps || progress.totalSteps,
            loss: loss ?? progress.loss,
            tokensPerSecond,
            etaSeconds,
          };
          return onProgress(progress);
        }
        case 'evaluation':
          return void curves.validation.push({ step: answer.step, loss: answer.validationLoss, best: answer.best });
        case 'checkpoint':
          return onCheckpoint(answer);
        case 'warning':
          return void warnings.push(answer.message);
        case 'hello':
        case 'done':
        case 'error':
          return; // the session's business
      }
    },
  };
}
