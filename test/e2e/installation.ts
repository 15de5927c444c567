import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Anneal, connectAnneal } from '../../src/client/anneal.ts';
import { readConfig, type Config } from '../../src/config.ts';
import { startDevEnvironment, type DevEnvironment, type DevEnvironmentOptions } from '../../src/dev/dev-environment.ts';

/** Real servers, a real worker and a client, all of this test file's own. */
export interface Installation {
  root: string;
  environment: DevEnvironment;
  config: Config;
  anneal: Anneal;
  stop(): Promise<void>;
}

/** Files under which a worker may read datasets and base models. */
export const dataFolder = (root: string) => join(root, 'data');

/** Starts everything in a new folder. Variables of a user's own (AWS keys, Temporal profiles) are kept away from it. */
export async function startInstallation(options: Partial<DevEnvironmentOptions> = {}): Promise<Installation> {
  const root = mkdtempSync(join(tmpdir(), 'anneal-e2e-'));
  const environment = await startDevEnvironment({
    root,
    worker: true,
    ui: false,
    ...options,
    workerEnv: { ANNEAL_DATA_ROOTS: dataFolder(root), ANNEAL_MODEL_ROOTS: join(root, 'models'), ANNEAL_DEFAULT_BASE_MODEL: 'tiny-random', ...options.workerEnv },
  });
  const config = readConfig({ ...environment.env, ANNEAL_DEV_ROOT: root });
  const withTemporal = { ...config, temporal: { address: environment.temporal.address, namespace: 'default', uiUrl: environment.temporal.uiUrl } };
  const anneal = await connectAnneal({ config: withTemporal });
  return {
    root,
    environment,
    config: withTemporal,
    anneal,
    stop: async () => {
      await anneal.close();
      await environment.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
