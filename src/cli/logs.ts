import type { Command } from 'commander';
import { withAnneal } from './connect.ts';
import { wantsJson } from './output.ts';

export function addLogsCommand(program: Command): void {
  program
    .command('logs')
    .argument('<run>', 'workflow id of the run')
    .description("what the run's trainers wrote, attempt by attempt")
    .action((run: string, _options: unknown, command: Command) =>
      withAnneal(async (anneal) => {
        const json = wantsJson(command);
        let found = false;
        for await (const log of anneal.logs(run)) {
          found = true;
          process.stdout.write(json ? `${JSON.stringify(log)}\n` : `== ${log.name}\n${log.text.trimEnd()}\n`);
        }
        if (!found && !json) process.stdout.write('No logs yet: they are stored when a training attempt ends.\n');
      }),
    );
}
