import type { Plan } from '../contracts/plan.ts';
import { MultiTaskSpec, ProgressiveSpec, type RunSpec } from '../contracts/spec.ts';
import { datasetsOf } from '../policy/plan.ts';
import { parseSpec } from './parse-spec.ts';
import { resolvePlan } from './resolve-plan.ts';
import { trackRun } from './run-tracker.ts';

/** A dry run: what `progressiveFineTune` would do with this spec, on what, for how long. Trains nothing. */
export async function planProgressiveFineTune(input: unknown): Promise<Plan> {
  return planOnly(parseSpec(ProgressiveSpec, input));
}

/** The same for `multiTaskFineTune`. */
export async function planMultiTaskFineTune(input: unknown): Promise<Plan> {
  return planOnly(parseSpec(MultiTaskSpec, input));
}

async function planOnly(spec: RunSpec): Promise<Plan> {
  const run = trackRun(datasetsOf(spec).map(({ name }) => name));
  const plan = await resolvePlan(spec, run);
  run.status('completed');
  return plan;
}
