import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
  engines: { node: string };
};

/** Version of this package. */
export const version: string = manifest.version;

/** The oldest Node that the compiled package runs on, as package.json's `engines` has it: `22.15.0`. */
export const oldestNode: string = manifest.engines.node.replace('>=', '');

/** Whether a version of Node (`22.15.0`, with or without `v`) is older than another. */
export function isOlderNode(version: string, than: string): boolean {
  const [own, other] = [version, than].map((text) => text.replace(/^v/, '').split('.').map(Number));
  for (const [index, part] of other!.entries()) {
    if (own![index] !== part) return (own![index] ?? 0) < part;
  }
  return false;
}
