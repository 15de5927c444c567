import type { TrainerAnswer } from '../contracts/trainer-protocol.ts';
import type { Progress } from '../contracts/training.ts';
import type { LocalCheckpoint } from './checkpoint-uploads.ts';

const doing = { loading: 'loading', training: 'training', evaluating: 'evaluating', saving: 'saving', items: 'training' } as const;

export interface FollowedTraining {
  onAnswer(answer: TrainerAnswer): void;
  warnings: string[];
  /** Furthest step so far. */
  step(): number;
}

/** Turns a training's answers into progress for people, warnings and checkpoints. Its curves come with its result. */
export function followTrainer(
  start: Progress,
  onProgress: (progress: Progress) => void,
  onCheckpoint: (checkpoint: LocalCheckpoint) => void,
): FollowedTraining {
  const warnings: string[] = [];
  let progress = start;

  return {
    warnings,
    step: () => progress.step,
    onAnswer: (answer) => {
      switch (answer.type) {
        case 'progress': {
          const { phase, step, totalSteps, loss, tokensPerSecond, etaSeconds } = answer;
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
        case 'checkpoint':
          return onCheckpoint(answer);
        case 'warning':
          return void warnings.push(answer.message);
        case 'evaluation':
          return; // a point of the curves
        case 'hello':
        case 'done':
        case 'error':
          return; // the session's business
      }
    },
  };
}
