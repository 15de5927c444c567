import type { Plan } from '../contracts/plan.ts';
import { ProgressiveSpec } from '../contracts/spec.ts';
import { parseSpec } from './parse-spec.ts';
import { resolvePlan } from './resolve-plan.ts';
import { trackRun } from './run-tracker.ts';

/** A dry run: what `progressiveFineTune` would do with this spec, on what, for how long. Trains nothing. */
export async function planProgressiveFineTune(input: unknown): Promise<Plan> {
  const spec = parseSpec(ProgressiveSpec, input);
  const run = trackRun(spec.stages.map((stage) => stage.name));
  const plan = await resolvePlan(spec, run);
  run.status('completed');
  return plan;
}
