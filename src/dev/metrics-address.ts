import { reservePorts } from './free-ports.ts';

/** Where the worker of a dev environment tells its metrics: as configured, else at a loopback port that is the root's own for as long as this process lives. */
export async function devMetricsAddress(configured: string | null, root: string): Promise<string> {
  if (configured !== null) return configured;
  const { ports } = await reservePorts(1, `${root}/metrics`);
  return `127.0.0.1:${ports[0]}`;
}
