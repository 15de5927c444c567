import { dirname } from 'node:path';
import type { Command } from 'commander';
import { installedPython, readConfig, type Config } from '../config.ts';
import type { DevEnvironment } from '../dev/dev-environment.ts';
import { devMetricsAddress } from '../dev/metrics-address.ts';
import { isCheckout } from '../package-folder.ts';

export function addDevCommand(program: Command): void {
  program
    .command('dev')
    .description('embedded Temporal and S3 servers and a supervised worker, until Ctrl-C; installs what they need at first')
    .option('--root <folder>', 'where their data are kept (default: dev in the set-up folder)')
    .option('--no-worker', 'servers only')
    .action(async ({ root, worker }: { root?: string; worker: boolean }) => {
      const { startDevEnvironment } = await import('../dev/dev-environment.ts');
      const config = readConfig();
      await setUpOnce(config);
      const folder = root ?? config.devFolder;
      const metrics = worker ? await devMetricsAddress(config.metricsAddress, folder) : null;
      const environment = await startDevEnvironment({
        root: folder,
        worker,
        programFolders: [dirname(config.python), dirname(installedPython(config.setUpFolder))],
        workerEnv: { ANNEAL_PYTHON: config.python, ...(metrics !== null && { ANNEAL_METRICS_ADDRESS: metrics }) },
        exitOnSignals: true,
        onWorkerStart: (pid) => process.stdout.write(`Worker ${pid} is up; kill it if you like: kill -9 ${pid}\n`),
        onWorkerExit: () => process.stdout.write('The worker died; a new one is being started\n'),
        onServerRestart: (name, pid) => process.stdout.write(`The ${name} server died and is back (${pid})\n`),
      });
      process.stdout.write(banner(environment, metrics));
      await new Promise(() => {}); // until a signal
    });
}

/** Whoever names a Python of their own has set it up. */
async function setUpOnce({ python, setUpFolder }: Config): Promise<void> {
  if (python !== installedPython(setUpFolder)) return;
  const { setUp } = await import('../dev/set-up.ts');
  await setUp(setUpFolder);
}

function banner({ temporal, s3, root }: DevEnvironment, metrics: string | null): string {
  const place = isCheckout ? 'of this checkout' : 'in this folder, or with the same ANNEAL_HOME,';
  return [
    `Temporal UI  ${temporal.uiUrl ?? 'off'}`,
    `Temporal     ${temporal.address}`,
    `S3           ${s3.endpoint}, bucket ${s3.bucket}`,
    `Data, logs   ${root}`,
    `Metrics      ${metrics === null ? 'off' : `http://${metrics}/metrics`}`,
    `In another terminal ${place} every anneal command finds these servers. Ctrl-C stops them.`,
    '',
  ].join('\n');
}
