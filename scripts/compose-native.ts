/**
 * Runs docker-compose.temporal.yml without containers, as far as this machine has the programs: `npm run compose:native`.
 * Ports and secrets come from the same variables as for Compose; secrets that are not set are made up.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { AnnealFailure } from '../src/contracts/failure.ts';
import { exitCodeOf, showError } from '../src/cli/errors.ts';
import { readCompose } from './compose-native/compose-file.ts';
import { buildPrograms } from './compose-native/go-programs.ts';
import { runNatively, withSecrets, type NativeRun } from './compose-native/run-natively.ts';

const { build, keep } = new Command('compose-native')
  .description(
    'Starts every service of the compose file as a process of this machine, with its own health check, and has two small runs done.',
  )
  .option(
    '--build',
    'first build the Temporal server, its schema tool and its UI with Go, at the compose file’s versions (10 to 20 minutes)',
  )
  .option('--keep', 'keep the folder with logs and data')
  .parse()
  .opts<{ build?: true; keep?: true }>();

const root = mkdtempSync(join(tmpdir(), 'anneal-compose-'));
chmodSync(root, 0o711); // PostgreSQL runs as a user of its own
try {
  const variables = withSecrets(process.env);
  if (build === true) await buildPrograms(readCompose(variables), console.log);
  show(await runNatively(root, variables, console.log));
} catch (error) {
  if (error instanceof AnnealFailure) showError(error, false);
  else console.error(error); // with its causes
  process.exitCode = exitCodeOf(error);
} finally {
  if (keep === true) console.log(`kept: ${root}`);
  else rmSync(root, { recursive: true, force: true });
}

function show({ services, exercise }: NativeRun): void {
  const table = new Table({
    head: ['service', 'image', 'natively', 'health', 'command'],
    colWidths: [20, 30, 34, 20, 60],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { service, image, natively, health, command } of services) table.push([service, image, natively, health, command]);
  console.log(table.toString());
  const { reportedRows, workerExitCode, handOverMs, interruptions, lostSteps } = exercise;
  console.log(`run to its report: done, ${reportedRows} test rows`);
  console.log(
    `SIGTERM in the training: worker ended with ${workerExitCode} after ${(handOverMs / 1000).toFixed(1)} s; ` +
      `${interruptions} interruption, ${lostSteps} lost steps, run completed`,
  );
}
