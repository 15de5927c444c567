import { Context } from '@temporalio/activity';
import type { Progress } from '../contracts/training.ts';
import type { AskProgress } from '../inference/model-client.ts';

/** The heartbeats of an evaluation. Steps are answers, one a row. */
export interface EvaluationProgress extends Disposable {
  expect(answers: number): void;
  waiting(this: void): void;
  trainer(pid: number): void;
  asked(this: void, progress: AskProgress): void;
  /** A test is done with this many answers, whether they were asked or found. */
  finished(answers: number): void;
}

/** Beats at once and then on a timer of its own, whatever the trainer does, until it is disposed. */
export function reportEvaluation(title: string, everySeconds = 5): EvaluationProgress {
  const context = Context.current();
  let now: Progress = {
    doing: 'loading',
    stage: title,
    step: 0,
    totalSteps: 0,
    loss: null,
    tokensPerSecond: null,
    etaSeconds: null,
    checkpoint: null,
    trainerPid: null,
  };
  let finished = 0;
  const beat = () => context.heartbeat(now);
  const timer = setInterval(beat, everySeconds * 1000);
  beat();
  return {
    expect: (answers) => {
      now = { ...now, totalSteps: answers };
    },
    waiting: () => {
      now = { ...now, doing: 'waiting for the device' };
    },
    trainer: (pid) => {
      now = { ...now, doing: 'loading', trainerPid: pid };
    },
    asked: ({ doing, done, tokensPerSecond, etaSeconds }) => {
      const step = doing === 'loading' ? now.step : finished + done;
      now = { ...now, doing, step, tokensPerSecond, etaSeconds };
    },
    finished: (answers) => {
      finished += answers;
      now = { ...now, step: finished };
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
