import { cleanFiles } from './clean-files.ts';
import { deduplicateParts } from './deduplicate-parts.ts';
import { reportData } from './report-data.ts';
import { splitAndProve } from './split-and-prove.ts';
import { validateParts } from './validate-parts.ts';

/** The steps of preparation by name: plain data in, plain data and local files out. */
export const steps = {
  clean: cleanFiles,
  validate: validateParts,
  deduplicate: deduplicateParts,
  split: splitAndProve,
  report: reportData,
};

export type StepName = keyof typeof steps;

/** What lies outside of a step's work. */
export interface StepWatch {
  signal: AbortSignal;
  /** Called with the rows done so far, now and then. */
  onProgress?: ((rows: number) => void) | undefined;
}

/** What a step is given, as plain data. */
export type StepWork<N extends StepName> = Omit<Parameters<(typeof steps)[N]>[0], keyof StepWatch>;
export type StepResult<N extends StepName> = Awaited<ReturnType<(typeof steps)[N]>>;

/** A step with its work, as a thread is given it. */
export type NamedStep = { [N in StepName]: { name: N; work: StepWork<N> } }[StepName];

/** Runs a step in this thread. */
export function doStep<N extends StepName>(name: N, work: StepWork<N>, watch: StepWatch): Promise<StepResult<N>> {
  const step = steps[name] as unknown as (work: object) => Promise<StepResult<N>>;
  return step({ ...work, ...watch });
}
