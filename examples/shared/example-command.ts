import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { devRoot } from '../../src/config.ts';

/** What every example can be told. */
export interface ExampleOptions {
  kill: boolean;
  quick: boolean;
  json?: string;
  seed?: number;
  /** full: robustness, fairness and general capabilities on everything instead of a seeded sample. */
  evaluate: 'sample' | 'full';
  /** Where the embedded servers keep their data. */
  root: string;
}

/** The command line of an example, not parsed yet: its own options may follow. */
export function exampleCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--no-kill', 'do not kill worker and trainer in the middle')
    .option('--quick', 'few rows and a tiny random model: two minutes; its accuracies mean nothing', false)
    .option('--seed <n>', 'another seed than the spec’s', seed)
    .addOption(
      new Option('--evaluate <depth>', 'how much of robustness, fairness and general capabilities is measured')
        .choices(['sample', 'full'])
        .default('sample'),
    )
    .option('--json <file>', 'write the closing table to a file')
    .option('--root <folder>', 'where the embedded servers keep their data', (path: string) => resolve(path), devRoot);
}

function seed(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError(`"${value}" is not a whole number from 0.`);
}
