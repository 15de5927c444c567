/** Found by Temporal under this name in the workflow bundle: what is told of every run, whatever its workflow does. */
import { ApplicationFailure, isCancellation, log, workflowInfo } from '@temporalio/workflow';
import type { WorkflowInterceptors } from '@temporalio/workflow';
import { z } from 'zod';
import { runWorkflows } from '../contracts/metrics.ts';
import { RunResult } from '../contracts/run.ts';
import { countEnd, countStart, type RunEnd } from './metrics.ts';

const Ended = z.object({ outcome: RunResult.shape.outcome });

export function interceptors(): WorkflowInterceptors {
  return {
    inbound: [
      {
        execute: async (input, next) => {
          const { workflowType } = workflowInfo();
          if (!runWorkflows.some((type) => type === workflowType)) return next(input);
          countStart();
          log.info('run begins');
          try {
            const result = await next(input);
            tellEnd(Ended.safeParse(result).data ?? { outcome: 'completed' });
            return result;
          } catch (error) {
            tellEnd(isCancellation(error) ? { outcome: 'cancelled' } : { outcome: 'failed', failure: nameOf(error) });
            throw error;
          }
        },
      },
    ],
  };
}

function tellEnd(end: RunEnd): void {
  const seconds = (Date.now() - workflowInfo().startTime.getTime()) / 1000;
  countEnd(end, seconds);
  log.info(`run ends: ${end.outcome}`, { ...end, seconds: Math.round(seconds) });
}

/** Of the failure itself, or of the activity whose failure ended the run. */
function nameOf(error: unknown): string | null | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure) return cause.type;
  }
  return null;
}
