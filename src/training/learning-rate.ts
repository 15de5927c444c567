import { defaultLearningRateDecay } from '../contracts/anti-forgetting.ts';

/** A curve given by points, straight in the logarithms of both axes. */
type Curve = readonly (readonly [x: number, y: number])[];

/**
 * Learning rate of a LoRA training of about 100 updates by parameters of the base model: 8e-4 is what a 135 M model
 * needs to learn a task from a few hundred rows (textbook 2e-4 teaches it nothing in that time); 7 B models stand at
 * the usual 2e-4 once the updates are in the thousands; a random model of 0.1 M made for tests learns best near 2e-2
 * (240 rows of four labels, 103 updates: validation loss 2.4, against 3.0 at 5e-3 and 2.8 at 4e-2).
 */
const learningRateBySize: Curve = [
  [1e5, 1.5e-2],
  [1.35e8, 8e-4],
  [7e9, 4e-4],
  [7e10, 2e-4],
];

/** Factor by number of updates: the longer a training, the smaller its steps may be. */
const learningRateByUpdates: Curve = [
  [100, 1],
  [3000, 0.5],
];

/** The automatic learning rate, to three significant digits. `stageIndex` counts from 0; `decay`: factor for all stages but the first. */
export function automaticLearningRate(
  parameters: number,
  updates: number,
  stageIndex: number,
  decay: number = defaultLearningRateDecay,
): number {
  const first = along(learningRateBySize, parameters) * along(learningRateByUpdates, updates);
  return Number((stageIndex === 0 ? first : first * decay).toPrecision(3));
}

/** Interpolates in logarithms; beyond the ends the curve is flat. */
function along(curve: Curve, x: number): number {
  const next = curve.findIndex(([at]) => at >= x);
  if (next === 0) return curve[0]![1];
  if (next === -1) return curve.at(-1)![1];
  const [[x0, y0], [x1, y1]] = [curve[next - 1]!, curve[next]!];
  const share = Math.log(x / x0) / Math.log(x1 / x0);
  return y0 * (y1 / y0) ** share;
}
