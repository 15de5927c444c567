/**
 * The main job, end to end, on this machine: embedded servers, a real small model, three stages, and a kill in the middle.
 * `npm run demo -- --help` tells the options.
 */
import { join } from 'node:path';
import { closingTable } from '../../src/report/closing-table.ts';
import { closingTableText } from '../../src/report/closing-table-text.ts';
import { exampleCommand, type ExampleOptions } from '../shared/example-command.ts';
import { runExample } from '../shared/run-example.ts';
import { letVisitorAsk } from './demo/let-visitor-ask.ts';
import { quickSpec } from './demo/quick-spec.ts';

const options = exampleCommand('demo', 'Three training stages on contract clauses, with a kill in the middle.')
  .option('--no-ask', 'end at once instead of letting you try the model')
  .parse()
  .opts<ExampleOptions & { ask: boolean }>();

await runExample(
  {
    specFile: join(import.meta.dirname, 'spec.yaml'),
    quickSpec,
    killIn: 'specific',
    drawTable: (report, cpuSeconds, width) => {
      const table = closingTable(report, cpuSeconds);
      return { table, text: closingTableText(table, width) };
    },
    askLater: (run) => `ask ${run} "…" --compare`,
    afterwards: async (anneal, run) => {
      if (options.ask) await letVisitorAsk(anneal, run, process.stdin.isTTY);
    },
  },
  options,
);
