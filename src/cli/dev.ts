import type { Command } from 'commander';
import { devRoot } from '../config.ts';

export function addDevCommand(program: Command): void {
  program
    .command('dev')
    .description('embedded Temporal and S3 servers and a supervised worker, until Ctrl-C')
    .option('--root <folder>', 'where their data are kept', devRoot)
    .option('--no-worker', 'servers only')
    .action(async ({ root, worker }: { root: string; worker: boolean }) => {
      const { startDevEnvironment } = await import('../dev/dev-environment.ts');
      const environment = await startDevEnvironment({
        root,
        worker,
        exitOnSignals: true,
        onWorkerStart: (pid) => process.stdout.write(`Worker ${pid} is up; kill it if you like: kill -9 ${pid}\n`),
        onWorkerExit: () => process.stdout.write('The worker died; a new one is being started\n'),
        onServerRestart: (name, pid) => process.stdout.write(`The ${name} server died and is back (${pid})\n`),
      });
      process.stdout.write(
        [
          `Temporal UI  ${environment.temporal.uiUrl ?? 'off'}`,
          `Temporal     ${environment.temporal.address}`,
          `S3           ${environment.s3.endpoint}, bucket ${environment.s3.bucket}`,
          `Data, logs   ${environment.root}`,
          'In another terminal of this checkout every anneal command finds these servers. Ctrl-C stops them.',
          '',
        ].join('\n'),
      );
      await new Promise(() => {}); // until a signal
    });
}
