import type { RunDescription } from '../../src/client/describe-run.ts';

export interface KillOptions {
  /** The training in the middle of which the kill falls. */
  stage: string;
  /** The worker's process now. */
  worker: () => number | null;
  say: (line: string) => void;
}

export interface Killer {
  /** Looks at a run and once, a third into the training, kills trainer and worker as `kill -9` does. */
  look(description: RunDescription): void;
  /** Whether the kill has fallen: a training may be over before anybody could look at it. */
  fell(): boolean;
}

export function killOnce({ stage, worker, say }: KillOptions): Killer {
  let done = false;
  const look = ({ activities }: RunDescription): void => {
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
  return { look, fell: () => done };
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended by itself meanwhile
  }
}
