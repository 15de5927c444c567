/**
 * Three tasks, one model, on this machine: embedded servers, a real small model, a kill in the middle, and each task trained
 * alone for comparison. `npm run demo:multi-task -- --help` tells the options.
 */
import { join } from 'node:path';
import { allTasks } from '../../src/contracts/spec.ts';
import { closingTable } from '../../src/report/closing-table.ts';
import { exampleCommand, type ExampleOptions } from '../shared/example-command.ts';
import { runExample } from '../shared/run-example.ts';
import { quickSpec } from './quick-spec.ts';
import { tasksTableText } from './tasks-table-text.ts';

const options = exampleCommand('demo:multi-task', 'Three tasks learned by one model, with a kill in the middle.')
  .parse()
  .opts<ExampleOptions>();

await runExample(
  {
    specFile: join(import.meta.dirname, 'spec.yaml'),
    quickSpec,
    killIn: allTasks,
    drawTable: (report, cpuSeconds, width) => {
      const table = closingTable(report, cpuSeconds);
      return { table, text: tasksTableText(table, width) };
    },
    askLater: (run) => `ask ${run} "…" --task plain-words`,
  },
  options,
);
