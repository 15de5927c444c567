/** A thread that does one step of preparation. */
import { serveThread } from '../threads/serve-thread.ts';
import { doStep, type NamedStep, type StepName, type StepResult } from './steps.ts';

serveThread<NamedStep, StepResult<StepName>>(({ name, work }, { signal, progress }) =>
  doStep(name, work as Parameters<typeof doStep>[1], { signal, onProgress: progress }),
);
