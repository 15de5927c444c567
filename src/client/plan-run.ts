import { randomUUID } from 'node:crypto';
import { type Client, WorkflowFailedError } from '@temporalio/client';
import { Plan } from '../contracts/plan.ts';
import type { RunSpecInput } from '../contracts/spec.ts';
import { endOf } from './describe-run.ts';
import { checkSpec } from './start-run.ts';
import { type RunWorkflow, workflowOf } from './workflow-type.ts';

const dryRuns: Record<RunWorkflow, string> = {
  progressiveFineTune: 'planProgressiveFineTune',
  multiTaskFineTune: 'planMultiTaskFineTune',
};

/**
 * The plan of a spec, made by the workers that would run it: datasets found and hashed, defaults resolved, time estimated.
 * @throws AnnealFailure InvalidSpec; RunEnded named as what kept the plan from being made.
 */
export async function planRun(client: Client, queue: string, spec: RunSpecInput): Promise<Plan> {
  const { name } = checkSpec(spec);
  const workflowId = `plan-${name ?? 'run'}-${randomUUID().slice(0, 8)}`;
  const named = name === undefined ? { ...spec, name: 'unnamed' } : spec;
  try {
    return Plan.parse(await client.workflow.execute(dryRuns[workflowOf(spec)], { workflowId, taskQueue: queue, args: [named] }));
  } catch (error) {
    throw error instanceof WorkflowFailedError ? endOf(error, workflowId) : error;
  }
}
