/* oxlint-disable unicorn/no-thenable -- `then` is what a spec calls it */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FailedGatePolicy } from '../../src/contracts/gates-spec.ts';
import { firstTuning, nextStep } from '../../src/policy/next-step.ts';
import type { NextStepRequest } from '../../src/policy/next-step.ts';

const policy = FailedGatePolicy.parse({});
const after = (given: Partial<NextStepRequest>) =>
  nextStep({ decision: 'reject', attempts: 1, policy, tuning: firstTuning(0.1), ...given });

describe('the next step after a judged attempt', () => {
  test('accepted gates accept, asking gates ask', () => {
    expect(after({ decision: 'accept' })).toEqual({ do: 'accept' });
    expect(after({ decision: 'ask' })).toEqual({ do: 'ask' });
  });

  test('a rejected attempt is tried again with half the rate and twice the replay, at least a fifth', () => {
    expect(after({})).toEqual({ do: 'retry', tuning: { learningRateFactor: 0.5, replay: 0.5 } });
    expect(after({ tuning: firstTuning(0) })).toEqual({ do: 'retry', tuning: { learningRateFactor: 0.5, replay: 0.5 } });
    expect(after({ attempts: 2, tuning: { learningRateFactor: 0.5, replay: 0.5 } })).toEqual({
      do: 'retry',
      tuning: { learningRateFactor: 0.25, replay: 1 },
    });
  });

  test.each(['rollback', 'stop', 'ask'] as const)('when its retries are used up, the policy says what then: %s', (then) => {
    expect(after({ attempts: 3, policy: { ...policy, then } })).toEqual({ do: then });
    expect(after({ attempts: 1, policy: { retry: { ...policy.retry, max: 0 }, then } })).toEqual({ do: then });
    expect(after({ attempts: Number.POSITIVE_INFINITY, policy: { ...policy, then } })).toEqual({ do: then });
  });

  test('a person’s word holds, a retry beyond the policy’s number too', () => {
    for (const decision of ['accept', 'rollback', 'stop'] as const) expect(after({ decision, attempts: 9 })).toEqual({ do: decision });
    expect(after({ decision: 'retry', attempts: 9 })).toMatchObject({ do: 'retry' });
  });

  test('a stage ends: each retry is gentler than the one before, and there are at most as many as the policy allows', () => {
    const policies = fc.record({
      retry: fc.record({
        max: fc.integer({ min: 0, max: 10 }),
        learningRateFactor: fc.double({ min: 0.01, max: 1, noNaN: true }),
        replayFactor: fc.double({ min: 1, max: 10, noNaN: true }),
        minimumReplay: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      then: fc.constantFrom('rollback', 'stop', 'ask'),
    });
    fc.assert(
      fc.property(policies, fc.double({ min: 0, max: 1, noNaN: true }), (policy, replay) => {
        const tunings = [firstTuning(replay)];
        const step = () => nextStep({ decision: 'reject', attempts: tunings.length, policy, tuning: tunings.at(-1)! });
        for (let next = step(); next.do === 'retry'; next = step()) tunings.push(next.tuning);
        expect(step().do).toBe(policy.then);
        expect(tunings).toHaveLength(policy.retry.max + 1);
        tunings.slice(1).forEach(({ learningRateFactor, replay: more }, index) => {
          expect(learningRateFactor).toBeLessThanOrEqual(tunings[index]!.learningRateFactor);
          expect(more).toBeGreaterThanOrEqual(tunings[index]!.replay);
          expect(more).toBeLessThanOrEqual(1);
        });
      }),
    );
  });
});
