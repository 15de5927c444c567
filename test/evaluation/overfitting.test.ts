import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Curves } from '../../src/contracts/training.ts';
import { judgeOverfitting } from '../../src/evaluation/overfitting.ts';

/** Train losses at every step and validation losses every ten, by functions of the step. */
function curves(steps: number, train: (step: number) => number, validation: (step: number) => number): Curves {
  const all = Array.from({ length: steps }, (_, index) => index + 1);
  return {
    train: all.map((step) => ({ step, loss: train(step) })),
    validation: all.filter((step) => step % 10 === 0).map((step) => ({ step, loss: validation(step), best: false })),
  };
}

const falling = (step: number) => 2 * Math.exp(-step / 30) + 0.5;
/** Noise of known size that has no trend. */
const noise = (step: number) => 0.3 * Math.sin(step * 2.399);

describe('the verdict on overfitting', () => {
  test('both losses falling together pass, noisy train losses or not', () => {
    expect(judgeOverfitting(curves(100, falling, (step) => falling(step) + 0.05))).toMatchObject({
      verdict: 'pass',
      band: 'healthy',
      rising: false,
      plateau: false,
      bestStep: 100,
      reasons: [],
    });
    expect(
      judgeOverfitting(
        curves(
          100,
          (step) => falling(step) + noise(step),
          (step) => falling(step) + 0.05,
        ),
      ).verdict,
    ).toBe('pass');
  });

  test('a planted overfit fails for each of its signs, and the best checkpoint is the one before', () => {
    const found = judgeOverfitting(
      curves(
        100,
        (step) => 2 * Math.exp(-step / 20),
        (step) => 1 + ((step - 40) / 40) ** 2,
      ),
    );
    expect(found).toMatchObject({ verdict: 'fail', band: 'severe', rising: true, plateau: true, bestStep: 40 });
    expect(found.gap).toBeGreaterThan(0.5);
    expect(found.atBest!.gap).toBeLessThan(found.gap!);
    expect(found.reasons.join('\n')).toMatch(/above train loss; at most 0\.5[^]*severe[^]*rose[^]*step 40/);
  });

  test.each([
    [1.1, 'healthy', 'pass'],
    [1.3, 'mild', 'pass'],
    [1.6, 'moderate', 'inconclusive'],
    [2.4, 'severe', 'fail'],
  ])('a ratio of %d is %s: %s', (ratio, band, verdict) => {
    expect(
      judgeOverfitting(
        curves(
          60,
          () => 0.3,
          () => 0.3 * ratio,
        ),
      ),
    ).toMatchObject({ band, verdict });
  });

  test('a gap above 0.5 fails even where the ratio is mild', () => {
    expect(
      judgeOverfitting(
        curves(
          60,
          () => 2,
          () => 2.6,
        ),
      ),
    ).toMatchObject({ verdict: 'fail', band: 'mild' });
  });

  test('three times almost nothing is no overfitting', () => {
    const found = judgeOverfitting(
      curves(
        60,
        () => 0.01,
        () => 0.03,
      ),
    );
    expect(found).toMatchObject({ verdict: 'pass', band: 'severe' });
    expect(found.reasons).toEqual([
      expect.stringMatching(/does not count/),
      expect.stringMatching(/no gain/),
      expect.stringMatching(/step 10/),
    ]);
  });

  test('the little rise at the end that early stopping waits for is no fault', () => {
    const found = judgeOverfitting(curves(80, falling, (step) => (step <= 50 ? 1.2 - step / 100 : 0.7 + (step - 50) / 2000)));
    expect(found).toMatchObject({ rising: false, plateau: true, bestStep: 50, verdict: 'pass' });
  });

  test('a plateau needs patience, warm-up and one evaluation more', () => {
    const flat = (evaluations: number) =>
      judgeOverfitting(
        curves(
          evaluations * 10,
          () => 1,
          () => 1,
        ),
      ).plateau;
    expect([flat(4), flat(5), flat(6)]).toEqual([null, true, true]);
    const gaining = judgeOverfitting(
      curves(
        60,
        () => 1,
        (step) => 1.1 - step / 10_000,
      ),
      { minimumGain: 0.01 },
    );
    expect(gaining.plateau).toBe(true);
  });

  test('only checkpoints that still exist are picked', () => {
    const overfit = curves(
      100,
      (step) => 2 * Math.exp(-step / 20),
      (step) => 1 + ((step - 40) / 40) ** 2,
    );
    expect(judgeOverfitting(overfit, { available: [60, 80, 100] }).bestStep).toBe(60);
    expect(judgeOverfitting(overfit, { available: [] })).toMatchObject({ bestStep: null, atBest: null });
  });

  test('too little to judge is inconclusive, with the reason; a loss that broke down fails', () => {
    expect(judgeOverfitting({ train: [], validation: [] })).toMatchObject({
      verdict: 'inconclusive',
      gap: null,
      reasons: [expect.stringMatching(/no validation loss/)],
    });
    expect(judgeOverfitting({ train: [], validation: [{ step: 1, loss: 1, best: true }] }).reasons[0]).toMatch(/no train loss/);
    const single = judgeOverfitting(
      curves(
        10,
        () => 1,
        () => 1,
      ),
    );
    expect(single).toMatchObject({ verdict: 'inconclusive', rising: null, plateau: null });
    const broken = curves(60, falling, falling);
    broken.validation.push({ step: 70, loss: Number.NaN, best: false });
    expect(judgeOverfitting(broken)).toMatchObject({ verdict: 'fail', leftOut: 1, reasons: [expect.stringMatching(/broke down/)] });
  });

  test('whatever the curves: no exception, and the best step is one of theirs with the least loss', () => {
    const loss = fc.oneof(fc.double({ min: 0, max: 10, noNaN: true }), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0));
    fc.assert(
      fc.property(fc.array(loss, { maxLength: 30 }), fc.array(loss, { maxLength: 12 }), (train, validation) => {
        const points = validation.map((each, index) => ({ step: 2 * index + 2, loss: each, best: false }));
        const found = judgeOverfitting({ train: train.map((each, step) => ({ step, loss: each })), validation: points });
        const best = points.find(({ step }) => step === found.bestStep);
        const least = Math.min(...points.map((each) => each.loss).filter(Number.isFinite));
        expect(best === undefined || best.loss === least).toBe(true);
        expect(found.verdict === 'pass' || found.reasons.length > 0).toBe(true);
      }),
    );
  });
});
