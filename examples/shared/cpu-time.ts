import { cpus } from 'node:os';

/** Seconds that all processors of this machine have been busy since it started, whoever used them. */
export function busyCpuSeconds(): number {
  const busy = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return busy.reduce((sum, milliseconds) => sum + milliseconds, 0) / 1000;
}
