import { type Command, InvalidArgumentError } from 'commander';
import { withAnneal } from './connect.ts';
import { duration, say, table, wantsJson } from './output.ts';

export function addListCommand(program: Command): void {
  program
    .command('list')
    .description('runs, newest first')
    .option('--limit <n>', 'how many at most', positiveInteger, 20)
    .action(async ({ limit }: { limit: number }, command: Command) => {
      const runs = await withAnneal((anneal) => anneal.list({ limit }));
      const rows = () =>
        runs.map((run) => [
          run.workflowId,
          run.execution.toLowerCase(),
          run.startedAt.toISOString().slice(0, 19).replace('T', ' '),
          duration(((run.closedAt ?? new Date()).getTime() - run.startedAt.getTime()) / 1000),
        ]);
      say(wantsJson(command), runs, () =>
        runs.length === 0 ? 'No runs yet. `anneal run SPEC` starts one.' : table(['run', 'state', 'started (UTC)', 'took'], rows()),
      );
    });
}

/** Parser of options that count something. */
export function positiveInteger(given: string): number {
  const number = Number(given);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError(`"${given}" is not a whole number above 0.`);
}
