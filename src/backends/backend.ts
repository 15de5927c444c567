import type { TimingSpec } from '../contracts/spec.ts';
import type { Progress, StageTraining, TrainingJob } from '../contracts/training.ts';
import type { Compute } from '../contracts/compute.ts';

/** One training, as an attempt of an activity asks for it. */
export interface BackendTraining {
  runId: string;
  /** Names the training in the store: equal ones share checkpoints. The job's trainKey, but for a run that does everything anew. */
  place: string;
  /** Names the activity over all its attempts; the limit of attempts without progress is counted within it. */
  execution: string;
  job: TrainingJob;
  compute: Compute;
  timing: TimingSpec;
  /** What the attempt before told last; a hint, the store is the truth. */
  lastSeen: Progress | null;
  /** Aborted: save a checkpoint, put it into the store, and reject. */
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

/**
 * Whatever can train a job. Repeating a call goes on from where the one before came to, in this process or another.
 * A backend whose jobs run elsewhere finds its job by `place` before it creates one.
 */
export interface Backend {
  /** Rejects with the signal's reason when it was aborted, else with an AnnealFailure. */
  train(training: BackendTraining): Promise<StageTraining>;
}
