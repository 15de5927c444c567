import { CancelledFailure } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { z } from 'zod';
import { failureLabel } from '../contracts/metrics.ts';
import type { Meters } from '../telemetry/meters.ts';

/** Where requests of activities name the stage or task that they work for. */
const Request = z.object({
  stage: z.string().optional(),
  job: z.object({ stage: z.string() }).optional(),
  tests: z.array(z.object({ set: z.object({ test: z.string() }) })).optional(),
  pairs: z.array(z.object({ set: z.object({ test: z.string() }) })).optional(),
});

/** The stage or task that a request is for; null where it is for all of them, or none. */
export function stageOf(request: unknown): string | null {
  const { stage, job, tests, pairs } = Request.safeParse(request).data ?? {};
  const tested = new Set((tests ?? pairs ?? []).map(({ set }) => set.test));
  return stage ?? job?.stage ?? (tested.size === 1 ? [...tested][0]! : null);
}

/** Tells in every log line of an activity which stage it works for, and counts what fails. */
export function activityTelemetry(meters: Meters): ActivityInterceptorsFactory {
  return ({ info, cancellationSignal }) => {
    let stage: string | null = null;
    return {
      inbound: {
        execute: async (input, next) => {
          stage = stageOf(input.args[0]);
          try {
            return await next(input);
          } catch (error) {
            const isFailure = !(error instanceof CancelledFailure) && !cancellationSignal.aborted;
            if (isFailure) meters.add('anneal_activity_failures_total', 1, { activity: info.activityType, failure: nameOf(error) });
            throw error;
          }
        },
      },
      outbound: { getLogAttributes: (attributes, next) => next(stage === null ? attributes : { ...attributes, stage }) },
    };
  };
}

function nameOf(error: unknown): string {
  return failureLabel(error instanceof ApplicationFailure ? error.type : null);
}
