import { parties } from './process-cpu.ts';
import type { CpuSample, CpuShares } from './process-cpu.ts';

/** One activity while it ran; times in milliseconds since 1970. */
export interface Span {
  name: string;
  from: number;
  to: number;
}

export interface ActivityCost {
  name: string;
  times: number;
  wallSeconds: number;
  cpu: CpuShares;
}

/** Between activities: workflow code, scheduling, and what servers do on their own. */
export const elsewhere = '(no activity)';

/**
 * Seconds of processor by activity. What a process used between two samples goes to the activities that ran then, by the
 * time that each ran within it, equally where several ran at once; the rest of the time to `elsewhere`.
 */
export function attributeCpu(samples: readonly CpuSample[], spans: readonly Span[]): ActivityCost[] {
  const costs = new Map<string, ActivityCost>();
  const costOf = (name: string) => {
    const cost = costs.get(name) ?? { name, times: 0, wallSeconds: 0, cpu: { worker: 0, trainer: 0, temporal: 0, s3: 0 } };
    costs.set(name, cost);
    return cost;
  };
  for (const { name, from, to } of spans) {
    const cost = costOf(name);
    cost.times += 1;
    cost.wallSeconds += (to - from) / 1000;
  }
  for (const [index, end] of samples.entries()) {
    const begin = samples[index - 1];
    if (begin === undefined) continue;
    for (const [name, share] of sharesBetween(begin.at, end.at, spans)) {
      const { cpu } = costOf(name);
      for (const party of parties) cpu[party] += share * (end.seconds[party] - begin.seconds[party]);
    }
  }
  return [...costs.values()];
}

/** Shares of the time between two samples; they add up to 1. */
function sharesBetween(from: number, to: number, spans: readonly Span[]): [name: string, share: number][] {
  const length = Math.max(1, to - from);
  const overlaps = spans
    .map((span): [string, number] => [span.name, Math.max(0, Math.min(to, span.to) - Math.max(from, span.from))])
    .filter(([, overlap]) => overlap > 0);
  const total = overlaps.reduce((sum, [, overlap]) => sum + overlap, 0);
  const scale = 1 / Math.max(length, total);
  return [...overlaps.map(([name, overlap]): [string, number] => [name, overlap * scale]), [elsewhere, Math.max(0, 1 - total * scale)]];
}
