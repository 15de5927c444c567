import { describe, expect, test } from 'vitest';
import { GateResult } from '../../src/contracts/gate.ts';
import { GatesSpec } from '../../src/contracts/gates-spec.ts';
import type { Fit, LossGap } from '../../src/contracts/training.ts';
import { overfittingGate } from '../../src/policy/overfitting-gate.ts';

const at = (step: number, train: number, validation: number): LossGap => ({
  step,
  train,
  validation,
  gap: validation - train,
  ratio: validation / train,
});
const { overfitting: settings } = GatesSpec.parse({});
const judged = (fit: Fit | null, given: Partial<typeof settings> = {}) =>
  GateResult.parse(overfittingGate({ stage: 'cards', fit, settings: { ...settings, ...given } }));

describe('the overfitting gate', () => {
  test('passes where validation loss stays near train loss', () => {
    const end = at(100, 0.5, 0.6);
    expect(judged({ kept: end, end, evaluations: 8, rising: false })).toMatchObject({
      verdict: 'pass',
      decision: 'accept',
      value: expect.closeTo(0.1, 9) as number,
      threshold: 0.5,
      reason: expect.stringMatching(
        /^Passed: validation loss of "cards" is 0\.600, 0\.100 above train loss \(mild, 1\.2 times\)/,
      ) as string,
    });
  });

  test('fails where the model that is kept lies too far above', () => {
    const kept = at(10, 0.3, 1.2);
    expect(judged({ kept, end: at(100, 0.01, 3), evaluations: 8, rising: true })).toMatchObject({ verdict: 'fail', decision: 'reject' });
  });

  test('is inconclusive, and accepts by default, where the best checkpoint was kept in time', () => {
    const fit: Fit = { kept: at(20, 0.8, 0.9), end: at(100, 0.01, 1.4), evaluations: 8, rising: true };
    expect(judged(fit)).toMatchObject({
      verdict: 'inconclusive',
      decision: 'accept',
      reason: expect.stringMatching(/went on to step 100 and 1\.390, since validation loss rose while train loss fell/) as string,
    });
    expect(judged(fit, { onInconclusive: 'reject' }).decision).toBe('reject');
    expect(judged(fit, { onInconclusive: 'ask' }).decision).toBe('ask');
  });

  test('asks a person where nothing was measured', () => {
    expect(judged(null)).toMatchObject({ verdict: 'error', decision: 'ask', value: null });
  });

  test('a ratio of losses near 0 decides nothing', () => {
    const end = at(100, 0.002, 0.18);
    expect(judged({ kept: end, end, evaluations: 8, rising: false })).toMatchObject({ verdict: 'pass' });
  });
});
