import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { AnnealFailure } from '../contracts/failure.ts';
import type { RunSpecInput } from '../contracts/spec.ts';
import { notFound } from './describe-run.ts';
import { withValues, type ValuesByPath } from './set-values.ts';
import { inputOf, startRun, type RunHandle } from './start-run.ts';
import { isRunWorkflow } from './workflow-type.ts';

export interface RerunOptions {
  /** What is to be different. */
  set?: ValuesByPath;
  /** Names the new run; default: derived from the old name, new each time. */
  runKey?: string;
}

/**
 * Starts a run of the spec that another run was started with. The model keeps its name, and so the split its salt: what has
 * not changed is answered from stored results (`fresh: true` does it anew).
 * @throws AnnealFailure NotFound; InvalidInput for a path that leads nowhere; InvalidSpec for a field or value that is not allowed there.
 */
export async function rerun(client: Client, queue: string, run: string, { set = {}, runKey }: RerunOptions): Promise<RunHandle> {
  const changed = withValues(await specOf(client, run), set) as RunSpecInput;
  return startRun(client, queue, changed, { runKey: runKey ?? nextKey(run) });
}

/** The spec of a run, with the name of its model, which may have come from the workflow id. */
async function specOf(client: Client, run: string): Promise<object> {
  const { runId, type } = await client.workflow
    .getHandle(run)
    .describe()
    .catch((error: unknown) => notFound(error, run));
  if (!isRunWorkflow(type))
    throw new AnnealFailure(
      'InvalidInput',
      `"${run}" is a workflow ${type}, not a run: it has no spec. \`anneal list\` shows the runs that there are.`,
    );
  const [spec] = await inputOf(client, run, runId);
  return { name: run, ...(spec as object | undefined) };
}

/** `support` → `support-rerun-3f2a91bc`, and that again → `support-rerun-` and other digits. */
function nextKey(run: string): string {
  return `${run.replace(/-rerun-[0-9a-f]{8}$/, '')}-rerun-${randomUUID().slice(0, 8)}`;
}
