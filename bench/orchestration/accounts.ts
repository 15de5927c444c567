import { ratios, series, shown } from '../rounds.ts';
import type { ActivityCost } from './attribute-cpu.ts';
import { parties, totalSeconds } from './process-cpu.ts';

/** One line of the table: the run, the bare trainer, the ratio. */
export function comparison(what: string, run: readonly number[], bare: readonly number[]): string[] {
  return [what, shown(series(run), 1), shown(series(bare), 1), shown(ratios(run, bare), 2)];
}

/** Means of all runs, dearest first. */
export function activityTable(runs: readonly (readonly ActivityCost[])[]): string[][] {
  const names = [...new Set(runs.flat().map(({ name }) => name))];
  const rows = names.map((name) => {
    const costs = runs.flat().filter((cost) => cost.name === name);
    const mean = (value: (cost: ActivityCost) => number) => costs.reduce((sum, cost) => sum + value(cost), 0) / runs.length;
    const seconds = [mean((cost) => cost.wallSeconds), ...parties.map((party) => mean((cost) => cost.cpu[party]))];
    return { name, times: mean((cost) => cost.times), seconds, together: mean((cost) => totalSeconds(cost.cpu)) };
  });
  return [
    ['CPU seconds of one run, by activity', 'times', 'wall', ...parties, 'together'],
    ...rows
      .toSorted((a, b) => b.together - a.together)
      .map(({ name, times, seconds, together }) => [name, times.toFixed(0), ...[...seconds, together].map((value) => value.toFixed(2))]),
  ];
}
