import { mkdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { readConfig, type Config } from '../../src/config.ts';
import { checkoutFolder } from '../../src/dev/checkout.ts';
import { reservePorts } from '../../src/dev/free-ports.ts';
import { giveAddresses, type Addresses } from './addresses.ts';
import { portVariables, readCompose, type ComposeService } from './compose-file.ts';
import { exercise, type ExerciseResult, type WorkerControl } from './exercise.ts';
import { builtPrograms } from './go-programs.ts';
import type { Variables } from './interpolate.ts';
import { nativeProgram, type NativeContext, type NativeProgram } from './native-images.ts';
import { findPostgres } from './postgres-image.ts';
import { checkPorts, publishPorts, type Forward } from './ports.ts';
import { becomeHealthy, finishJob, isInstalled, serviceFailed, startService, type ServiceProcess } from './service-process.ts';

/** What became of one service. */
export interface ServiceOutcome {
  service: string;
  image: string;
  /** The command as it ran here. */
  command: string;
  health: string;
  natively: string;
}

export interface NativeRun {
  services: ServiceOutcome[];
  exercise: ExerciseResult;
}

interface Started {
  service: ComposeService;
  program: NativeProgram;
  context: NativeContext;
  process: ServiceProcess | null;
  published: Forward;
}

/** Secrets of this run alone, where the caller gives none. */
export function withSecrets(variables: Variables): Variables {
  const secret = () => randomBytes(24).toString('hex');
  return { ANNEAL_POSTGRES_PASSWORD: secret(), ANNEAL_S3_ACCESS_KEY_ID: secret(), ANNEAL_S3_SECRET_ACCESS_KEY: secret(), ...variables };
}

/**
 * Runs the compose file's services without containers, in their order and each until its own health check passes; then the
 * exercise; then ends them. Everything lies under `root`. Linux, since each service gets a loopback address of its own.
 * @throws AnnealFailure InvalidInput for a taken port; WorkerFailed naming the service that fails, with the end of its log.
 */
export async function runNatively(root: string, variables: Variables, log: (line: string) => void): Promise<NativeRun> {
  if (process.platform !== 'linux')
    throw new AnnealFailure(
      'InvalidInput',
      `Only Linux has 127.0.0.0/8 at once; on ${process.platform} use containers: docs/self-hosting.md.`,
    );
  const services = readCompose(variables);
  const addresses = giveAddresses(services);
  await checkPorts(services, portVariables());
  const spare = await reservePorts(1, root);
  const started: Started[] = [];
  const outcomes: ServiceOutcome[] = [];
  try {
    for (const service of services) {
      const context = contextOf(service, services, { root, addresses, sparePort: spare.ports[0]! });
      log(`${service.name} …`);
      outcomes.push(await startOne(service, context, started));
    }
    log('two runs with the tiny model, SIGTERM to the worker in the second …');
    const config = clientConfig(services, variables);
    const result = await withWorker(
      started.find(({ service }) => service.name === 'worker')!,
      (worker) => exercise(config, root, worker),
    );
    return { services: outcomes, exercise: result };
  } finally {
    for (const { process, published } of started.toReversed()) {
      published.close();
      await process?.guarded.stop();
    }
    spare.release();
  }
}

/** Hands the worker to the body, which fails at once when the worker ends without having been asked to. */
async function withWorker<T>(entry: Started, body: (worker: WorkerControl) => Promise<T>): Promise<T> {
  const { service, program, context } = entry;
  let asked = false;
  let fail: (failure: Error) => void = () => {};
  const died = new Promise<never>((_, reject) => (fail = reject));
  const watch = async ({ guarded, logFile }: ServiceProcess) => {
    await guarded.ended;
    if (!asked) fail(serviceFailed(service, 'ended by itself', logFile));
  };
  const worker: WorkerControl = {
    terminate: async () => {
      asked = true;
      return (await entry.process!.guarded.stop()).code;
    },
    start: async () => {
      entry.process = await startService(service, program, context);
      asked = false;
      void watch(entry.process);
      await becomeHealthy(service, program, context, entry.process);
    },
  };
  void watch(entry.process!);
  try {
    return await Promise.race([body(worker), died]);
  } finally {
    asked = true;
  }
}

async function startOne(service: ComposeService, context: NativeContext, started: Started[]): Promise<ServiceOutcome> {
  const { name, image } = service;
  const program = nativeProgram(service, context);
  if ('notRun' in program) return { service: name, image, command: '', health: 'not run', natively: `not run: ${program.notRun}` };
  const process = program.command.length === 0 ? null : await startService(service, program, context);
  const entry: Started = { service, program, context, process, published: { close: () => {} } };
  if (!service.job) started.push(entry);
  const health = service.job ? await jobHealth(entry) : await serviceHealth(entry);
  const how = program.how === 'native' ? 'ran natively' : `replaced by ${program.how.replacedBy}`;
  return { service: name, image, command: program.command.join(' '), health, natively: [how, program.note].filter(Boolean).join('; ') };
}

/** Once as at the first `up`, and once as at the next, when what it makes is there. */
async function jobHealth({ service, program, context, process }: Started): Promise<string> {
  await finishJob(service, process!);
  await finishJob(service, await startService(service, program, context));
  return 'ended with 0, twice';
}

async function serviceHealth(entry: Started): Promise<string> {
  const { service, program, context, process } = entry;
  const tookMs = await becomeHealthy(service, program, context, process);
  entry.published = await publishPorts(service, context.addresses.get(service.name)!);
  const check = service.healthcheck!.command[0]!;
  const how = isInstalled(check, program) ? '' : ` (its port answers; no ${check} here)`;
  return `healthy after ${(tookMs / 1000).toFixed(1)} s${how}`;
}

/** Volumes are folders below `root`; what the compose file mounts from the checkout, and what the image copies of it, is the checkout. */
function contextOf(
  service: ComposeService,
  allServices: readonly ComposeService[],
  { root, addresses, sparePort }: { root: string; addresses: Addresses; sparePort: number },
): NativeContext {
  const volumes = service.volumes.map(({ source, target }) => {
    const path = source.startsWith('.') ? join(checkoutFolder, source) : join(root, 'volumes', source);
    mkdirSync(path, { recursive: true });
    return [target, path] as const;
  });
  const image = [
    ['/app', checkoutFolder.replace(/\/$/u, '')],
    ['/opt/anneal/venv', join(checkoutFolder, '.anneal', 'venv')],
  ] as const;
  const folder = join(root, 'services', service.name);
  mkdirSync(folder, { recursive: true });
  return { addresses, paths: new Map([...image, ...volumes]), folder, programs: usablePrograms(allServices), sparePort, allServices };
}

/** Without PostgreSQL the stand-in has to do, whatever was built. */
export function usablePrograms(services: readonly ComposeService[]): ReturnType<typeof builtPrograms> {
  return findPostgres() === null ? new Map() : builtPrograms(services);
}

/** What a client on this machine sets: the published ports, and the store's keys. */
function clientConfig(services: readonly ComposeService[], variables: Variables): Config {
  const port = (name: string) => services.find((service) => service.name === name)!.ports[0]!.hostPort;
  const { environment } = services.find(({ name }) => name === 'worker')!;
  const config = readConfig({
    TEMPORAL_ADDRESS: `127.0.0.1:${port('temporal')}`,
    ANNEAL_S3_ENDPOINT: `http://127.0.0.1:${port('s3')}`,
    ANNEAL_S3_BUCKET: environment['ANNEAL_S3_BUCKET'],
    ANNEAL_S3_REGION: environment['ANNEAL_S3_REGION'],
    ANNEAL_S3_ACCESS_KEY_ID: variables['ANNEAL_S3_ACCESS_KEY_ID'],
    ANNEAL_S3_SECRET_ACCESS_KEY: variables['ANNEAL_S3_SECRET_ACCESS_KEY'],
  });
  const namespace = environment['TEMPORAL_NAMESPACE']!;
  return { ...config, temporal: { address: `127.0.0.1:${port('temporal')}`, namespace, uiUrl: null } };
}
