import { type Command, InvalidArgumentError } from 'commander';
import { queueKinds, type QueueKind } from '../contracts/queues.ts';

export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description('run a worker until SIGTERM; a training is then saved and handed over')
    .option('--queues <list>', `which queues it polls: ${queueKinds.join(', ')}`, queues, [...queueKinds])
    .action(async ({ queues: chosen }: { queues: QueueKind[] }) => {
      const { runWorker } = await import('../worker.ts');
      await runWorker({ queues: chosen });
    });
}

function queues(given: string): QueueKind[] {
  const names = given.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !queueKinds.some((kind) => kind === name));
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is not a queue; there are ${queueKinds.join(', ')}.`);
  return names as QueueKind[];
}
