import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fit, type Curves } from '../../src/contracts/training.ts';
import { measureFit } from '../../src/training/measure-fit.ts';

/** Train losses at every step and validation losses every ten, by functions of the step. */
function curves(steps: number, train: (step: number) => number, validation: (step: number) => number): Curves {
  const all = Array.from({ length: steps }, (_, index) => index + 1);
  return {
    train: all.map((step) => ({ step, loss: train(step) })),
    validation: all.filter((step) => step % 10 === 0).map((step) => ({ step, loss: validation(step), best: false })),
  };
}

const falling = (step: number) => 2 * Math.exp(-step / 30) + 0.5;

test('losses that fall together are told as they are, at the last step', () => {
  const fit = measureFit(curves(100, falling, (step) => falling(step) + 0.05))!;
  expect(fit).toMatchObject({ evaluations: 10, rising: false, kept: { step: 100 }, end: { step: 100 } });
  // The train loss is the mean of the ten steps since the evaluation before, so it lies a little above that of step 100.
  const mean = Array.from({ length: 10 }, (_, index) => falling(91 + index)).reduce((sum, loss) => sum + loss, 0) / 10;
  expect(fit.end.train).toBeCloseTo(mean, 12);
  expect(fit.end.gap).toBeCloseTo(falling(100) + 0.05 - mean, 12);
});

test('where validation loss rises while train loss falls, the step before is the kept one', () => {
  const fit = measureFit(
    curves(
      100,
      (step) => 2 * Math.exp(-step / 20),
      (step) => 1 + ((step - 40) / 40) ** 2,
    ),
  )!;
  expect(fit).toMatchObject({ rising: true, kept: { step: 40 }, end: { step: 100 } });
  expect(fit.kept.gap).toBeLessThan(fit.end.gap);
});

test('the little rise that early stopping waits for is none', () => {
  expect(measureFit(curves(60, falling, (step) => (step === 60 ? 1.02 : step === 50 ? 1 : 1.5)))!.rising).toBe(false);
});

test('noise of single steps is averaged away, over five points at least', () => {
  const noisy = measureFit(
    curves(
      100,
      (step) => 1 + (step % 2 === 0 ? 0.5 : -0.5),
      () => 1,
    ),
  )!;
  expect(noisy.end.train).toBeCloseTo(1, 12);
  const sparse: Curves = {
    train: [1, 2, 3, 4, 5, 6].map((step) => ({ step, loss: step })),
    validation: [
      { step: 5, loss: 3, best: true },
      { step: 6, loss: 3, best: false },
    ],
  };
  expect(measureFit(sparse)!.end.train).toBe(4); // the mean of 2 to 6
});

test('without validation loss, or before any train loss, there is nothing to compare', () => {
  expect(measureFit({ train: [{ step: 1, loss: 1 }], validation: [] })).toBeNull();
  expect(measureFit({ train: [{ step: 5, loss: 1 }], validation: [{ step: 1, loss: 1, best: true }] })).toBeNull();
});

test.for([0, Number.MIN_VALUE])('a train loss of %f has no ratio that is a number', (train) => {
  const fit = measureFit({ train: [{ step: 1, loss: train }], validation: [{ step: 1, loss: 0.1, best: true }] })!;
  expect(fit.kept).toEqual({ step: 1, train, validation: 0.1, gap: 0.1, ratio: null });
});

test('whatever the curves, the kept step has the least validation loss and the result fits its contract', () => {
  const losses = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(losses, losses, (train, validation) => {
      const points = (values: number[]) => values.map((loss, index) => ({ step: index + 1, loss, best: false }));
      const fit = Fit.parse(measureFit({ train: points(train).map(({ step, loss }) => ({ step, loss })), validation: points(validation) }));
      expect(fit.kept.validation).toBe(Math.min(...validation));
    }),
  );
});
