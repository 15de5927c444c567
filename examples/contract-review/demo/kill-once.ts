import type { RunDescription } from '../../../src/client/describe-run.ts';

export interface KillOptions {
  enabled: boolean;
  /** Stage in the middle of whose training the kill falls. */
  stage: string;
  /** The worker's process now. */
  worker: () => number | null;
  say: (line: string) => void;
}

/** Looks at each description of a run and once, a third into the stage's training, kills trainer and worker as `kill -9` does. */
export function killOnce({ enabled, stage, worker, say }: KillOptions): (description: RunDescription) => void {
  let done = !enabled;
  return ({ activities }) => {
    const beat = activities
      .map((activity) => activity.progress)
      .find((progress) => progress?.stage === stage && progress.doing === 'training');
    if (done || beat == null || beat.step < beat.totalSteps / 3) return;
    const victims = [beat.trainerPid, worker()].filter((pid) => pid !== null);
    done = true;
    say(`Killing trainer and worker at step ${beat.step} of ${beat.totalSteps}: kill -9 ${victims.join(' ')}`);
    for (const pid of victims) endProcess(pid);
    say('The worker comes back by itself; the run goes on from its last checkpoint.');
  };
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended by itself meanwhile
  }
}
