import type { Command } from 'commander';
import type { RunSpecInput } from '../contracts/spec.ts';
import { checkSpec } from '../client/start-run.ts';
import { withAnneal } from './connect.ts';
import { addFollowOptions, followStarted, type FollowOptions } from './follow.ts';
import { wantsJson } from './output.ts';
import { readSpec, uploadLocalDatasets } from './read-spec.ts';

export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .argument('<spec>', 'spec in YAML or JSON; - reads standard input')
    .description('start a run')
    .option('--key <key>', 'name of the run; the same key and spec again give the run that exists');
  addFollowOptions(command).action(async (path: string, { key, ...follow }: FollowOptions & { key?: string }, running: Command) => {
    const file = readSpec(path);
    checkSpec(file.spec);
    await withAnneal(async (anneal) => {
      const spec = await uploadLocalDatasets(file, (local, label) => anneal.uploadDataset(local, label));
      const run = await anneal.start(spec as RunSpecInput, key === undefined ? {} : { runKey: key });
      await followStarted(anneal, run, follow, wantsJson(running));
    });
  });
}
