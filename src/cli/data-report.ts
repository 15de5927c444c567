import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { withAnneal } from './connect.ts';
import { dataCommand } from './data-command.ts';
import { wantsJson } from './output.ts';

export function addDataReportCommand(program: Command): void {
  dataCommand(program)
    .command('report')
    .argument('<run>', 'workflow id of a run that has prepared its data; it may be going on, or have failed')
    .description('what became of every row of a run: the data report')
    .addOption(new Option('--format <format>', 'how it is written').choices(['markdown', 'html', 'json']).default('markdown'))
    .option('--out <file>', 'write it to a file instead of the terminal')
    .action(async (run: string, { format, out }: { format: 'markdown' | 'html' | 'json'; out?: string }, command: Command) => {
      const text = await withAnneal(async (anneal) =>
        format === 'json' || wantsJson(command)
          ? `${JSON.stringify(await anneal.dataReport(run), null, 2)}\n`
          : anneal.renderedDataReport(run, format),
      );
      if (out === undefined) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
      else {
        writeFileSync(out, text);
        process.stdout.write(`Wrote ${out}\n`);
      }
    });
}
