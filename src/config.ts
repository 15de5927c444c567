/** The only reader of the environment. */
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { z } from 'zod';
import { defaultQueue } from './contracts/queues.ts';
import { AnnealFailure } from './contracts/failure.ts';
import { readDevConnection } from './dev/dev-connection.ts';
import { readModulePath, type MetricModulePath } from './own-metrics/load-own-metrics.ts';
import { isCheckout, packageFolder } from './package-folder.ts';

const seconds = z.coerce.number().positive();
const paths = z.string().transform((list) =>
  list
    .split(delimiter)
    .filter((path) => path !== '')
    .map((path) => resolve(path)),
);
const metricModules = z.string().transform((list, context): MetricModulePath[] =>
  list
    .split(delimiter)
    .filter((text) => text !== '')
    .flatMap((text) => {
      try {
        return readModulePath(text, 'the list');
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
        return [];
      }
    }),
);
const listenAddress = z
  .string()
  .refine(isListenAddress, 'an IP address of this machine and a port, such as 127.0.0.1:9464, 0.0.0.0:9464 or [::1]:9464, is expected');

const Environment = z
  .object({
    ANNEAL_HOME: z.string().optional().describe('caches and scratch of workers; default ~/.anneal'),
    ANNEAL_QUEUE: z.string().min(1).default(defaultQueue).describe('workflow queue; the others are named after it'),
    ANNEAL_S3_ENDPOINT: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('default: AWS S3'),
    ANNEAL_S3_REGION: z.string().default('us-east-1'),
    ANNEAL_S3_BUCKET: z.string().min(3).optional(),
    ANNEAL_S3_PREFIX: z.string().default('').describe('put before every key'),
    ANNEAL_S3_ACCESS_KEY_ID: z.string().optional().describe('default: the AWS default chain'),
    ANNEAL_S3_SECRET_ACCESS_KEY: z.string().optional(),
    ANNEAL_DEFAULT_BASE_MODEL: z.string().default('smollm2-135m'),
    ANNEAL_MODEL_ROOTS: paths.default([]).describe('folders that specs may name base models under'),
    ANNEAL_DATA_ROOTS: paths.default([]).describe('folders that specs may name datasets under'),
    ANNEAL_CREDENTIALS: z.string().optional().describe('JSON file of named keys for endpoints, each bound to one origin'),
    ANNEAL_OWN_METRICS: metricModules.default([]).describe('NAME=PATH of modules that specs may name as own:NAME'),
    ANNEAL_DOMAIN_CLEANERS: paths.default([]).describe('modules of domain cleaners that specs may name'),
    ANNEAL_PII_HASH_KEY: z
      .string()
      .min(16, 'at least 16 characters are expected')
      .optional()
      .describe('key of the policy hash; equal values stay equal under one key'),
    ANNEAL_PII_DETECTOR: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('address of a Presidio analyzer, for names of persons; default: none'),
    ANNEAL_PRICES: z.string().optional().describe('JSON file of dated prices, whose names specs may use; default: none'),
    ANNEAL_PYTHON: z.string().optional().describe('Python that has the trainer’s packages; default: the one that set-up installs'),
    ANNEAL_TRAINER_IDLE_SECONDS: seconds.default(60),
    ANNEAL_SHUTDOWN_GRACE_SECONDS: seconds.default(300).describe('time for a checkpoint after SIGTERM'),
    ANNEAL_DATA_SLOTS: z.coerce.number().int().positive().optional().describe('default max(1, min(cores − 1, memory ÷ 1 GiB))'),
    ANNEAL_METRICS_ADDRESS: listenAddress.optional().describe('where a worker tells its metrics; default: nowhere'),
    ANNEAL_LOG_FORMAT: z.enum(['text', 'json']).default('text').describe('of a worker’s log'),
    ANNEAL_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  })
  .refine((env) => (env.ANNEAL_S3_ACCESS_KEY_ID === undefined) === (env.ANNEAL_S3_SECRET_ACCESS_KEY === undefined), {
    path: ['ANNEAL_S3_SECRET_ACCESS_KEY'],
    message: 'ANNEAL_S3_ACCESS_KEY_ID and ANNEAL_S3_SECRET_ACCESS_KEY are given together or not at all',
  });

/** Where the objects are. */
export interface StoreConfig {
  endpoint: string | null;
  region: string;
  bucket: string;
  prefix: string;
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
}

/** What worker, client and CLI need to know of their surroundings. */
export interface Config {
  home: string;
  queue: string;
  store: StoreConfig | null;
  /** Set where a dev environment of this checkout, or of this folder, runs and nothing else was asked for. */
  temporal: { address: string; namespace: string; uiUrl: string | null } | null;
  /** The variables that a client profile for Temporal is read from, and those that say where temporal.toml is. */
  temporalEnvironment: Record<string, string>;
  defaultBaseModel: string;
  modelRoots: string[];
  dataRoots: string[];
  /** File of named keys. It is read when one is named, and never kept. */
  credentialsFile: string | null;
  ownMetrics: MetricModulePath[];
  /** Modules of domain cleaners. */
  domainCleaners: string[];
  piiHashKey: string | null;
  /** Address of a detector of personal data. */
  piiDetector: string | null;
  /** Dated prices of models and machines. A worker reads it when it starts. */
  pricesFile: string | null;
  python: string;
  /** Where set-up puts the trainer's Python, the embedded servers and their data. */
  setUpFolder: string;
  /** Where the data of a dev environment are kept, unless told otherwise. */
  devFolder: string;
  /** The environment that trainers inherit from; what they may see of it is decided in trainer-process/. */
  trainerEnvironment: Readonly<Record<string, string | undefined>>;
  trainerFolder: string;
  trainerIdleSeconds: number;
  shutdownGraceSeconds: number;
  dataSlots: number | null;
  /** `IP:port` of the metrics endpoint. */
  metricsAddress: string | null;
  log: { format: 'text' | 'json'; level: 'trace' | 'debug' | 'info' | 'warn' | 'error' };
}

/**
 * Where set-up puts what it installs: .anneal of a checkout; for an installed package ANNEAL_HOME, or .anneal of the folder
 * that one works in. Parent folders are not searched: they may be somebody else's, and programs are run from there.
 */
function setUpFolder(env: NodeJS.ProcessEnv): string {
  if (isCheckout) return join(packageFolder, '.anneal');
  return resolve(env['ANNEAL_HOME'] || '.anneal');
}

/** Default folder of the embedded servers. */
const devFolder = (env: NodeJS.ProcessEnv): string => join(setUpFolder(env), 'dev');

/** The Python that set-up installs in a folder. */
export const installedPython = (folder: string): string => join(folder, 'venv', 'bin', 'python');

/** Default folder of the embedded servers, for programs of this checkout. */
export const devRoot = devFolder(process.env);

/**
 * The configuration from the environment; where it names no server, from the dev environment that runs in this checkout or folder.
 * @throws AnnealFailure InvalidInput naming every variable that cannot be used.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    throw new AnnealFailure(
      'InvalidInput',
      `The environment cannot be used:\n${z.prettifyError(parsed.error)}\nEvery variable: docs/configuration.md.`,
    );
  }
  const values = parsed.data;
  const dev = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].every((name) => given[name] === undefined)
    ? readDevConnection(given['ANNEAL_DEV_ROOT'] ?? devFolder(given))
    : null;
  return {
    home: resolve(values.ANNEAL_HOME ?? join(homedir(), '.anneal')),
    queue: values.ANNEAL_QUEUE,
    store: storeFrom(values, dev),
    temporal: dev === null ? null : { address: dev.temporal.address, namespace: dev.temporal.namespace, uiUrl: dev.temporal.uiUrl },
    temporalEnvironment: profileVariables(given),
    defaultBaseModel: values.ANNEAL_DEFAULT_BASE_MODEL,
    modelRoots: values.ANNEAL_MODEL_ROOTS,
    dataRoots: values.ANNEAL_DATA_ROOTS,
    credentialsFile: values.ANNEAL_CREDENTIALS === undefined ? null : resolve(values.ANNEAL_CREDENTIALS),
    ownMetrics: values.ANNEAL_OWN_METRICS,
    domainCleaners: values.ANNEAL_DOMAIN_CLEANERS,
    piiHashKey: values.ANNEAL_PII_HASH_KEY ?? null,
    piiDetector: values.ANNEAL_PII_DETECTOR ?? null,
    pricesFile: values.ANNEAL_PRICES === undefined ? null : resolve(values.ANNEAL_PRICES),
    python: values.ANNEAL_PYTHON === undefined ? installedPython(setUpFolder(given)) : resolve(values.ANNEAL_PYTHON),
    setUpFolder: setUpFolder(given),
    devFolder: devFolder(given),
    trainerEnvironment: env,
    trainerFolder: join(packageFolder, 'trainer'),
    trainerIdleSeconds: values.ANNEAL_TRAINER_IDLE_SECONDS,
    shutdownGraceSeconds: values.ANNEAL_SHUTDOWN_GRACE_SECONDS,
    dataSlots: values.ANNEAL_DATA_SLOTS ?? null,
    metricsAddress: values.ANNEAL_METRICS_ADDRESS ?? null,
    log: { format: values.ANNEAL_LOG_FORMAT, level: values.ANNEAL_LOG_LEVEL },
  };
}

function profileVariables(given: NodeJS.ProcessEnv): Record<string, string> {
  const read = /^(?:TEMPORAL_\w+|HOME|XDG_CONFIG_HOME)$/;
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value !== undefined && read.test(name) ? [[name, value]] : [])),
  );
}

function storeFrom(values: z.infer<typeof Environment>, dev: ReturnType<typeof readDevConnection>): StoreConfig | null {
  if (values.ANNEAL_S3_BUCKET !== undefined) {
    const { ANNEAL_S3_ACCESS_KEY_ID: accessKeyId, ANNEAL_S3_SECRET_ACCESS_KEY: secretAccessKey } = values;
    const credentials = accessKeyId === undefined || secretAccessKey === undefined ? null : { accessKeyId, secretAccessKey };
    return {
      endpoint: values.ANNEAL_S3_ENDPOINT ?? null,
      region: values.ANNEAL_S3_REGION,
      bucket: values.ANNEAL_S3_BUCKET,
      prefix: values.ANNEAL_S3_PREFIX,
      credentials,
    };
  }
  if (dev === null) return null;
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = dev.s3;
  return { endpoint, region, bucket, prefix: '', credentials: { accessKeyId, secretAccessKey } };
}

/** Without names: an endpoint must not move with a resolver's answer. */
function isListenAddress(text: string): boolean {
  const [, host = '', port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text)?.filter((part) => part !== undefined) ?? [];
  return isIP(host) === (text.startsWith('[') ? 6 : 4) && Number(port) >= 1 && Number(port) <= 65_535;
}

/** Whether a worker's log is to be JSON; asked for where the rest of the environment may be unusable. */
export function wantsJsonLog(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['ANNEAL_LOG_FORMAT'] === 'json';
}

/** The store's configuration, or the failure that says how to give it. */
export function requireStore(config: Config): StoreConfig {
  if (config.store !== null) return config.store;
  throw new AnnealFailure(
    'InvalidInput',
    'No object store is configured. Set ANNEAL_S3_BUCKET (and ANNEAL_S3_ENDPOINT for a store other than AWS S3), or start the embedded one with `anneal dev`.',
  );
}

/** The folder in which somebody typed `npm run anneal`: npm itself runs in the package's folder. null when npm did not start this. */
export function callersFolder(env: NodeJS.ProcessEnv = process.env): string | null {
  return env['npm_lifecycle_event'] === 'anneal' ? (env['INIT_CWD'] ?? null) : null;
}
