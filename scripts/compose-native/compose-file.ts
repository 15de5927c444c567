import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { checkoutFolder } from '../../src/dev/checkout.ts';
import { ComposeFile } from './compose-schema.ts';
import { interpolateAll, variablesIn, type Variables } from './interpolate.ts';

export const composePath = join(checkoutFolder, 'docker-compose.temporal.yml');

export type ComposeService = z.output<typeof ComposeFile>['services'][string] & {
  name: string;
  /** Ends by itself; what depends on it waits until it has. */
  job: boolean;
};

/**
 * The services of the compose file, with variables put in; each comes after those that it depends on.
 * @throws AnnealFailure InvalidInput for a missing variable, and for whatever the file may not hold.
 */
export function readCompose(variables: Variables, path = composePath): ComposeService[] {
  const tree = parseTree(readFileSync(path, 'utf8'));
  const parsed = ComposeFile.safeParse(interpolateAll(tree, variables));
  if (!parsed.success) throw new AnnealFailure('InvalidInput', `${path} cannot be used:\n${z.prettifyError(parsed.error)}`);
  const { services } = parsed.data;
  const conditions = Object.values(services).flatMap(({ dependsOn }) => Object.entries(dependsOn));
  const jobs = new Set(conditions.filter(([, { condition }]) => condition === 'service_completed_successfully').map(([name]) => name));
  return inOrder(Object.entries(services).map(([name, service]) => ({ ...service, name, job: jobs.has(name) })));
}

/** The variable that sets a published port: service and container's port → name. */
export function portVariables(path = composePath): Map<string, string> {
  const { services } = z
    .object({ services: z.record(z.string(), z.object({ ports: z.array(z.string()).default([]) })) })
    .parse(parseTree(readFileSync(path, 'utf8')));
  return new Map(
    Object.entries(services).flatMap(([name, { ports }]) =>
      ports.map((port) => [`${name}:${port.split(':').at(-1)}`, variablesIn(port)[0] ?? ''] as const),
    ),
  );
}

/** The file as YAML, anchors merged, without its `x-` fragments. */
export function parseTree(text: string): Record<string, unknown> {
  const tree = parse(text, { merge: true }) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(tree).filter(([key]) => !key.startsWith('x-')));
}

function inOrder(services: ComposeService[]): ComposeService[] {
  const ordered: ComposeService[] = [];
  while (ordered.length < services.length) {
    const there = new Set(ordered.map(({ name }) => name));
    const next = services.find(({ name, dependsOn }) => !there.has(name) && Object.keys(dependsOn).every((other) => there.has(other)));
    if (next === undefined) {
      const left = services.map(({ name }) => name).filter((name) => !there.has(name));
      throw new AnnealFailure('InvalidInput', `These services wait for each other, or for one that does not exist: ${left.join(', ')}.`);
    }
    ordered.push(next);
  }
  return ordered;
}
