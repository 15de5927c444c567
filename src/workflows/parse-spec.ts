import { ApplicationFailure } from '@temporalio/workflow';
import { z } from 'zod';
import { holdsSecret, secretFailureText } from '../contracts/secrets.ts';

/**
 * The spec, checked; a bad one fails the run at once with every problem named.
 * @throws ApplicationFailure InvalidSpec, not retried.
 */
export function parseSpec<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const secret = holdsSecret(input);
  if (secret !== null) throw ApplicationFailure.nonRetryable(secretFailureText(secret), 'InvalidSpec');
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw ApplicationFailure.nonRetryable(
    `The spec cannot be used:\n${z.prettifyError(parsed.error)}\nAll fields with their defaults: docs/spec.md.`,
    'InvalidSpec',
  );
}
