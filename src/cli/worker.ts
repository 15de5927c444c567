import { type Command, InvalidArgumentError } from 'commander';
import { exitCodeOf, showError } from './errors.ts';
import { queueKinds, type QueueKind } from '../contracts/queues.ts';

export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description('run a worker until SIGTERM; a training is then saved and handed over')
    .option('--queues <list>', `which queues it polls: ${queueKinds.join(', ')}`, queues, [...queueKinds])
    .action(async ({ queues: chosen }: { queues: QueueKind[] }) => {
      const { runWorker } = await import('../worker.ts');
      try {
        await runWorker({ queues: chosen });
      } catch (error) {
        showError(error, program.opts<{ json?: boolean }>().json ?? false);
        process.exit(exitCodeOf(error)); // the SDK's native part would keep the process
      }
    });
}

function queues(given: string): QueueKind[] {
  const names = given.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !queueKinds.some((kind) => kind === name));
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is not a queue; there are ${queueKinds.join(', ')}.`);
  return names as QueueKind[];
}
