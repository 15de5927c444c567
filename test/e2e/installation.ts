import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Client } from '@temporalio/client';
import { type Anneal, connectAnneal } from '../../src/client/anneal.ts';
import { connectTemporal } from '../../src/client/connect-temporal.ts';
import { readConfig, requireStore, type Config } from '../../src/config.ts';
import { checkoutFolder } from '../../src/dev/checkout.ts';
import { startDevEnvironment, type DevEnvironment, type DevEnvironmentOptions } from '../../src/dev/dev-environment.ts';
import { createS3ObjectStore, type S3ObjectStore } from '../../src/storage/s3-object-store.ts';
import { workflowBundle } from '../../src/worker/workflow-bundle.ts';
import { writeRows } from '../fixtures/rows.ts';

/** Real servers, a real worker and a client, all of this test file's own. */
export interface Installation {
  root: string;
  environment: DevEnvironment;
  config: Config;
  anneal: Anneal;
  /** The raw Temporal client, for what Anneal's own does not offer. */
  temporal: Client;
  store: S3ObjectStore;
  /** Variables of the worker, for a second one or the command line. */
  variables: Record<string, string>;
  /** Writes rows as JSON lines into the store and returns their `s3://` address. */
  upload(name: string, rows: readonly object[]): Promise<string>;
  stop(): Promise<void>;
}

/** Files under which a worker may read datasets and base models. */
export const dataFolder = (root: string) => join(root, 'data');

/** Starts everything in a new folder. Variables of a user's own (AWS keys, Temporal profiles) are kept away from it. */
export async function startInstallation(options: Partial<DevEnvironmentOptions> = {}): Promise<Installation> {
  const root = mkdtempSync(join(tmpdir(), 'anneal-e2e-'));
  await provideBundle(options.home ?? join(root, 'home'));
  const workerEnv = {
    ANNEAL_DATA_ROOTS: dataFolder(root),
    ANNEAL_MODEL_ROOTS: join(root, 'models'),
    ANNEAL_DEFAULT_BASE_MODEL: 'tiny-random',
    ...options.workerEnv,
  };
  const environment = await startDevEnvironment({ root, worker: true, ui: false, workerGraceMs: 20_000, ...options, workerEnv });
  const read = readConfig({ ...environment.env, ANNEAL_DEV_ROOT: root });
  const config = { ...read, temporal: { address: environment.temporal.address, namespace: 'default', uiUrl: environment.temporal.uiUrl } };
  const anneal = await connectAnneal({ config });
  const temporal = await connectTemporal(config);
  const store = openStore(config);
  return {
    root,
    environment,
    config,
    anneal,
    temporal,
    store,
    variables: { ...environment.env, ...workerEnv },
    upload: (name, rows) => anneal.uploadDataset(writeRows(join(dataFolder(root), `${name}.jsonl`), rows)),
    stop: async () => {
      await anneal.close();
      await temporal.connection.close();
      store.close();
      await environment.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Bundling takes seconds of both cores; every installation takes the one bundle of this state of the sources. */
export async function provideBundle(home: string): Promise<void> {
  const bundle = await workflowBundle(join(checkoutFolder, '.anneal', 'test-bundles'));
  mkdirSync(join(home, 'bundles'), { recursive: true });
  copyFileSync(bundle, join(home, 'bundles', basename(bundle)));
}

function openStore(config: Config): S3ObjectStore {
  const { endpoint, region, bucket, credentials } = requireStore(config);
  return createS3ObjectStore({ connection: { region, endpoint: endpoint!, credentials: credentials! }, bucket });
}
