import type { ComposeService } from './compose-file.ts';

/**
 * Where containers would have a network of their own, each service gets a loopback address of its own (127.0.0.0/8, Linux),
 * so that all keep the ports that the compose file gives them.
 */
export type Addresses = ReadonlyMap<string, string>;

/** Two runs at once meet only if their pids are 16,384 apart. */
export function giveAddresses(services: readonly ComposeService[], pid = process.pid): Addresses {
  const network = `127.${64 + (pid % 64)}.${Math.floor(pid / 64) % 256}`;
  return new Map(services.map(({ name }, index) => [name, `${network}.${index + 10}`]));
}

/** Folders on this machine that stand for paths in the container: volumes, and what the image brings. */
export type Paths = ReadonlyMap<string, string>;

export interface Surroundings {
  addresses: Addresses;
  paths: Paths;
}

/** A text of a service (argument, variable) as it must be outside a container: own address for all, names and paths replaced. */
export function localize(text: string, service: string, { addresses, paths }: Surroundings): string {
  const own = addresses.get(service)!;
  // A name is an address only before a port or alone after `=`: "temporal" is a user too.
  const names = new RegExp(`(?<![\\w.-])(${[...addresses.keys()].join('|')})(?=:\\d)|(?<==)(${[...addresses.keys()].join('|')})$`, 'gu');
  const inside = [...paths.keys()].toSorted((a, b) => b.length - a.length).join('|');
  return text
    .replaceAll('0.0.0.0', own)
    .replaceAll(names, (name) => addresses.get(name)!)
    .replaceAll(new RegExp(`(?<![\\w/])(?:${inside})(?![\\w-])`, 'gu'), (path) => paths.get(path)!);
}

/** The variables of a service, as they must be outside a container. */
export function localizeEnvironment(service: ComposeService, surroundings: Surroundings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(service.environment).map(([key, value]) => {
      const host = /(?:HOST|SEEDS)$/u.test(key) ? surroundings.addresses.get(value) : undefined;
      return [key, host ?? localize(value, service.name, surroundings)];
    }),
  );
}

/** A health check speaks to the service through the container's own loopback. */
export function localizeHealthCheck(service: ComposeService, surroundings: Surroundings): string[] {
  const own = surroundings.addresses.get(service.name)!;
  return (service.healthcheck?.command ?? []).map((word) => localize(word.replaceAll('127.0.0.1', own), service.name, surroundings));
}
