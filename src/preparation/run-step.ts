import { runInThread } from '../threads/run-in-thread.ts';
import { threadFile } from '../threads/thread-file.ts';
import { smallBytes } from './small-input.ts';
import { doStep, type StepName, type StepResult, type StepWatch, type StepWork } from './steps.ts';

/**
 * Runs a step of preparation, a large one in a thread of its own, so that heartbeats and other work of this process go on. A
 * small one is over before anybody misses this thread.
 * @param bytes of its input
 */
export async function runStep<N extends StepName>(
  name: N,
  work: StepWork<N>,
  bytes: number,
  { signal, onProgress }: StepWatch,
): Promise<StepResult<N>> {
  if (bytes < smallBytes) return doStep(name, work, { signal, onProgress });
  return runInThread(
    threadFile(import.meta.url, './step-thread'),
    { name, work },
    { name: `the step ${name} of preparation`, signal, onProgress },
  );
}
