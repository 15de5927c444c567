import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { withAnneal } from './connect.ts';
import { wantsJson } from './output.ts';

export function addReportCommand(program: Command): void {
  program
    .command('report')
    .argument('<run>', 'workflow id of an ended run')
    .description('the report: what was learned, what was kept, with intervals')
    .addOption(new Option('--format <format>', 'how it is written').choices(['markdown', 'html', 'json']).default('markdown'))
    .option('--out <file>', 'write it to a file instead of the terminal')
    .action(async (run: string, { format, out }: { format: 'markdown' | 'html' | 'json'; out?: string }, command: Command) => {
      const text = await withAnneal(async (anneal) =>
        format === 'json' || wantsJson(command)
          ? `${JSON.stringify(await anneal.report(run), null, 2)}\n`
          : anneal.renderedReport(run, format),
      );
      if (out === undefined) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
      else {
        writeFileSync(out, text);
        process.stdout.write(`Wrote ${out}\n`);
      }
    });
}
