import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { checkoutFolder, venvExecutable } from '../../src/dev/checkout.ts';
import { localize, localizeEnvironment, type Surroundings } from './addresses.ts';
import type { ComposeService } from './compose-file.ts';
import { readDockerfile } from './dockerfile.ts';
import type { GoProgramName } from './go-programs.ts';
import { asPostgres, findPostgres, initializeCluster } from './postgres-image.ts';

/** How a service runs without its container. */
export interface NativeProgram {
  command: string[];
  environment: Record<string, string>;
  cwd: string;
  /** `native`: the image's own program; otherwise what stands in for it, and why. */
  how: 'native' | { replacedBy: string };
  /** Where it listens, if not at the service's own address: calls to `port` there are passed on to this one of 127.0.0.1. */
  elsewhere?: { port: number; at: number };
  /** What differs from the image, in words; '' where nothing does. */
  note: string;
}

export interface NativeContext extends Surroundings {
  /** A folder of this service's own. */
  folder: string;
  programs: ReadonlyMap<GoProgramName, string>;
  /** A free port of 127.0.0.1, for a stand-in. */
  sparePort: number;
  allServices: readonly ComposeService[];
}

const bin = (name: string) => join(checkoutFolder, 'node_modules', '.bin', name);

/** The program of a service's image on this machine, or the reason why it cannot run here. */
export function nativeProgram(service: ComposeService, context: NativeContext): NativeProgram | { notRun: string } {
  const environment = { ...localizeEnvironment(service, context), PATH: searchPath(context) };
  const words = (list: readonly string[]) => list.map((word) => localize(word, service.name, context));
  const own = { environment, cwd: context.folder, how: 'native' as const, note: '' };
  const entrypoint = service.entrypoint === undefined ? null : words(service.entrypoint);
  switch (service.image.split(':')[0] ?? '') {
    case 'postgres':
      return postgres(environment, service, context);
    case 'chrislusf/seaweedfs':
      return { ...own, command: entrypoint ?? [venvExecutable('weed'), '-logtostderr=true', ...words(service.command ?? [])] };
    case 'temporalio/admin-tools':
      if (entrypoint!.some((word) => word.endsWith('temporal-schema.sh')) && !context.programs.has('temporal-sql-tool'))
        return { notRun: 'needs temporal-sql-tool (--build)' };
      return { ...own, command: entrypoint! };
    case 'temporalio/server':
      return temporalServer({ ...own, command: [] }, context);
    case 'temporalio/ui':
      return temporalUi({ ...own, command: [] }, service, context);
    case 'anneal-worker':
      return worker(environment, service, context);
    default:
      return { notRun: `nothing here stands for the image ${service.image}` };
  }
}

function searchPath({ programs }: NativeContext): string {
  const folders = [...programs.values()].map((path) => join(path, '..'));
  const postgresBin = findPostgres();
  return [
    bin(''),
    ...folders,
    join(venvExecutable('weed'), '..'),
    ...(postgresBin === null ? [] : [postgresBin]),
    process.env['PATH'],
  ].join(delimiter);
}

function postgres(environment: Record<string, string>, service: ComposeService, context: NativeContext): ReturnType<typeof nativeProgram> {
  const programs = findPostgres();
  if (programs === null) return { notRun: 'no PostgreSQL here; Debian: apt install postgresql' };
  const data = context.paths.get(service.volumes[0]!.target)!;
  initializeCluster(programs, data, environment);
  const settings = [`listen_addresses=${context.addresses.get(service.name)!}`, 'unix_socket_directories='];
  return {
    command: [...asPostgres, join(programs, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    environment,
    cwd: '/',
    how: 'native',
    note: `PostgreSQL ${programs.split('/').at(-2)}`,
  };
}

/** The stand-in's parts find each other on 127.0.0.1 only. */
function temporalServer(own: NativeProgram, context: NativeContext): NativeProgram {
  const built = context.programs.get('temporal-server');
  if (built !== undefined) return { ...own, command: [built, 'start'] };
  const ui = context.allServices.find(({ image }) => image.startsWith('temporalio/ui:'))!;
  return {
    ...own,
    command: [
      [venvExecutable('temporal'), 'server', 'start-dev', '--ip', '127.0.0.1', '--port', String(context.sparePort), '--log-level', 'warn'],
      ['--db-filename', join(context.folder, 'temporal.db')],
      ['--dynamic-config-value', 'system.forceSearchAttributesCacheRefreshOnRead=true'],
      ['--ui-ip', context.addresses.get(ui.name)!, '--ui-port', '8080', '--ui-disable-news-fetch'],
    ].flat(),
    elsewhere: { port: 7233, at: context.sparePort },
    how: { replacedBy: 'the same server inside the Temporal CLI (start-dev, SQLite)' },
    note: 'PostgreSQL is not behind it',
  };
}

function temporalUi(own: NativeProgram, { name }: ComposeService, context: NativeContext): ReturnType<typeof nativeProgram> {
  const built = context.programs.get('ui-server');
  if (built !== undefined && context.programs.has('temporal-server')) {
    const environment = { ...own.environment, TEMPORAL_UI_HOST: context.addresses.get(name)! };
    return { ...own, command: [built, '--root', join(built, '..'), '--env', 'docker', 'start'], environment };
  }
  if (context.programs.has('temporal-server')) return { notRun: 'needs ui-server (--build)' };
  return { ...own, command: [], how: { replacedBy: 'the same UI inside the Temporal CLI (start-dev)' } };
}

/** The Dockerfile's ENTRYPOINT and CMD with its ENV. */
function worker(environment: Record<string, string>, service: ComposeService, context: NativeContext): NativeProgram {
  const image = readDockerfile();
  const [first, ...rest] = [...image.entrypoint, ...image.command];
  const hasInit = (environment['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, first!)));
  const command = hasInit ? [first!, ...rest] : rest.filter((word) => word !== '--');
  const home = localize(image.environment['ANNEAL_HOME']!, service.name, context);
  mkdirSync(home, { recursive: true });
  const fromImage = Object.entries(image.environment).map(([key, value]) => [key, localize(value, service.name, context)]);
  return {
    command,
    environment: { ...(Object.fromEntries(fromImage) as Record<string, string>), ...environment },
    cwd: localize(image.workdir, service.name, context),
    how: 'native',
    note: hasInit ? '' : `without ${first}, which is not installed here`,
  };
}
