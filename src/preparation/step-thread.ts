/** A thread that does one step of preparation. */
import { serveThread } from '../threads/serve-thread.ts';
import { doStep, type StepName, type StepResult, type StepWork } from './steps.ts';

serveThread<{ name: StepName; work: StepWork<StepName> }, StepResult<StepName>>(({ name, work }, { signal, progress }) =>
  doStep(name, work, { signal, onProgress: progress }),
);
