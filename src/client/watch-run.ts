import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { describeRun, type RunDescription } from './describe-run.ts';

/** A stream of descriptions that ends with the run. */
export type RunWatch = AsyncIterable<RunDescription>;

/** Looks at a run every `intervalMs` until it has ended; the last value is the ended run. */
export async function* watchRun(
  client: Client,
  workflowId: string,
  { intervalMs = 1_000, signal }: { intervalMs?: number; signal?: AbortSignal } = {},
): RunWatch {
  for (;;) {
    const description = await describeRun(client, workflowId);
    yield description;
    if (description.execution !== 'RUNNING') return;
    await sleep(intervalMs, undefined, signal === undefined ? {} : { signal });
  }
}
