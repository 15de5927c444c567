import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { toTemporalFailure, withTemporalFailures } from '../../src/workflows/temporal-failure.ts';

const key = ['AKIA', 'ABCDEFGHIJKLMNOP'].join('');

describe('failures on their way to Temporal', () => {
  test('a permanent one is not retried, a transient one is', () => {
    expect(toTemporalFailure(new AnnealFailure('InvalidSpec', 'no'))).toMatchObject({
      type: 'InvalidSpec',
      message: 'no',
      nonRetryable: true,
    });
    expect(toTemporalFailure(new AnnealFailure('StoreUnavailable', 'away'))).toMatchObject({
      type: 'StoreUnavailable',
      nonRetryable: false,
    });
  });

  test('what is shaped like a secret is taken out of messages and stacks', () => {
    for (const error of [new AnnealFailure('StoreRefused', `refused ${key}`), new Error(`broken ${key}`)]) {
      const failure = toTemporalFailure(error);
      expect(failure.message).toContain('[redacted]');
      expect(`${failure.message}${failure.stack}`).not.toContain(key);
    }
  });

  test('cancellations and failures of Temporal’s own pass through as they are', () => {
    const passing = [new CancelledFailure('cancelled'), ApplicationFailure.nonRetryable('done', 'Other')];
    expect(passing.map(toTemporalFailure)).toEqual(passing);
  });

  test('wrapped activities keep their results and translate what they throw', async () => {
    const activities = withTemporalFailures({
      double: async (request: { value: number }) => request.value * 2,
      fail: async () => {
        throw new AnnealFailure('NoProgress', 'stuck');
      },
    });
    expect(await activities.double({ value: 4 })).toBe(8);
    await expect(activities.fail()).rejects.toMatchObject({ type: 'NoProgress', nonRetryable: true });
  });
});
