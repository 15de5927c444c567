import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder } from '../src/dev/checkout.ts';

/** What the numbers below it were measured on, on one line. `facts`: what else decides them, e.g. the data type and versions. */
export function machineLine(facts: Readonly<Record<string, string>> = {}): string {
  const all = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: String(availableParallelism()),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    load: loadavg()[0]!.toFixed(1),
    node: process.version,
    ...facts,
  };
  return `machine: ${Object.entries(all)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`;
}

/** Version of an installed Node package. */
export function packageVersion(name: string): string {
  const file = join(checkoutFolder, 'node_modules', ...name.split('/'), 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
