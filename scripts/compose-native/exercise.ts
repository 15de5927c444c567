import { join } from 'node:path';
import { connectAnneal, type Anneal } from '../../src/client/anneal.ts';
import { beatOf } from '../../src/cli/progress-lines.ts';
import type { Config } from '../../src/config.ts';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { longTraining, quickEvaluation, quickTiming, shortTraining, tolerantGates } from '../../test/e2e/quick-spec.ts';
import { labelRows, writeRows } from '../../test/fixtures/rows.ts';

/** The worker, as the exercise treats it. */
export interface WorkerControl {
  /** SIGTERM, and its exit code. */
  terminate(): Promise<number | null>;
  /** Starts it again, as `restart: unless-stopped` does, and waits until it is healthy. */
  start(): Promise<void>;
}

export interface ExerciseResult {
  /** Test rows in the report of the first run. */
  reportedRows: number;
  workerExitCode: number | null;
  handOverMs: number;
  interruptions: number;
  lostSteps: number | null;
}

/**
 * Two runs with the tiny random model, through the published ports as somebody on this machine would start them: one to its
 * report, one whose worker gets SIGTERM in the middle of the training and is started again.
 */
export async function exercise(config: Config, folder: string, worker: WorkerControl): Promise<ExerciseResult> {
  const anneal = await connectAnneal({ config });
  try {
    const dataset = await anneal.uploadDataset(writeRows(join(folder, 'colours.jsonl'), labelRows(40, 1)));
    const spec = (name: string, training: ProgressiveSpecInput['training']): ProgressiveSpecInput => ({
      name,
      baseModel: 'tiny-random',
      stages: [{ name: 'colours', dataset, answers: 'labels' }],
      training,
      gates: tolerantGates,
      timing: quickTiming,
      evaluation: quickEvaluation,
    });
    await anneal.start(spec('compose-report', shortTraining), { runKey: 'compose-report' });
    await anneal.wait('compose-report');
    const first = await anneal.report('compose-report');

    await anneal.start(spec('compose-hand-over', longTraining), { runKey: 'compose-hand-over' });
    await midTraining(anneal, 'compose-hand-over');
    const asked = Date.now();
    const workerExitCode = await worker.terminate();
    const handOverMs = Date.now() - asked;
    await worker.start();
    await anneal.wait('compose-hand-over');
    const { training } = (await anneal.report('compose-hand-over')).stages[0]!.attempts[0]!;
    return {
      reportedRows: first.data[0]!.splits.test,
      workerExitCode,
      handOverMs,
      interruptions: training.interruptions,
      lostSteps: training.lostSteps,
    };
  } finally {
    await anneal.close();
  }
}

async function midTraining(anneal: Anneal, run: string): Promise<void> {
  for await (const description of anneal.watch(run, { intervalMs: 300 })) {
    const beat = beatOf(description);
    if (beat?.doing === 'training' && beat.step >= 3 && (beat.checkpoint ?? 0) > 0) return;
  }
  throw new Error(`${run} ended before anybody saw it training`);
}
