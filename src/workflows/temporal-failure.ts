import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { AnnealFailure } from '../contracts/failure.ts';
import { redact } from '../contracts/secrets.ts';

/**
 * The one way from Anneal's failures to Temporal's: type = name, permanent ones are not retried, nothing shaped like a secret
 * in the message. Cancellations and failures that Temporal made pass through; anything else is a fault of ours, and retryable.
 */
export function toTemporalFailure(error: unknown): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof AnnealFailure) {
    return ApplicationFailure.create({
      type: error.name,
      message: redact(error.message),
      nonRetryable: error.permanent,
      details: [error.details],
    });
  }
  const unforeseen = error instanceof Error ? error : new Error(String(error));
  const failure = ApplicationFailure.retryable(redact(unforeseen.message), unforeseen.name);
  failure.stack = redact(unforeseen.stack ?? '');
  return failure;
}

/** Wraps activities so that whatever they throw reaches Temporal as a named failure. */
export function withTemporalFailures<T extends object>(activities: T): T {
  const wrapped = Object.entries(activities as Record<string, (request: unknown) => Promise<unknown>>).map(([name, activity]) => [
    name,
    async (request: unknown) => {
      try {
        return await activity(request);
      } catch (error) {
        throw toTemporalFailure(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}
