import type { TrainerAnswer } from '../contracts/trainer-protocol.ts';

/** How long a trainer may be silent, in seconds. */
export interface StallLimits {
  /** Before the first step: imports and loading. */
  startSeconds: number;
  /** Later; 20 × the median step where that is longer. */
  seconds: number;
}

const stepsPerStall = 20;
/**
 * The trainer repeats its figures on a thread of its own, so that a long step is not taken for a dead process. A
 * training that hangs inside a library would therefore talk on for ever: it is stalled when its step does not change
 * for this many times the limit.
 */
const stuckFactor = 3;
const keptSteps = 101;

/** Follows a request's answers and knows how long silence is still normal. Times in milliseconds of one monotonic clock. */
export function createStallWatch(limits: StallLimits, startedAt: number) {
  let heardAt = startedAt;
  let movedAt = startedAt;
  let step = 0;
  let stepAt: number | null = null;
  const durations: number[] = [];

  const medianStepMs = () => {
    const sorted = durations.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  };
  const limitMs = () => {
    if (stepAt === null) return limits.startSeconds * 1000;
    const median = medianStepMs();
    return 1000 * Math.max(limits.seconds, median === null ? limits.startSeconds : (stepsPerStall * median) / 1000);
  };
  const stepped = (to: number, now: number) => {
    if (stepAt !== null) durations.push((now - stepAt) / (to - step));
    if (durations.length > keptSteps) durations.shift();
    step = to;
    stepAt = now;
  };
  return {
    heard(answer: TrainerAnswer, now: number): void {
      heardAt = now;
      const training = answer.type === 'progress' && answer.phase === 'training';
      const counts = training || (answer.type === 'progress' && answer.phase === 'items');
      if (!training || answer.step > step) movedAt = now;
      if (counts && answer.step > step) stepped(answer.step, now);
    },
    medianStepMs,
    limitMs,
    stalled: (now: number) => now - heardAt > limitMs() || now - movedAt > stuckFactor * limitMs(),
  };
}
