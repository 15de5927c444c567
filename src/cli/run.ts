import type { Command } from 'commander';
import type { ProgressiveSpecInput } from '../contracts/spec.ts';
import { checkSpec } from '../client/start-run.ts';
import { withAnneal } from './connect.ts';
import { finish, followRun } from './follow.ts';
import { say, wantsJson } from './output.ts';
import { readSpec, uploadLocalDatasets } from './read-spec.ts';

interface RunOptions {
  key?: string;
  watch: boolean;
  wait: boolean;
}

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .argument('<spec>', 'spec in YAML or JSON; - reads standard input')
    .description('start a run')
    .option('--key <key>', 'name of the run; the same key and spec again give the run that exists')
    .option('--watch', 'show its progress until it has ended', false)
    .option('--wait', 'wait for its end without showing progress', false)
    .action(async (path: string, { key, watch, wait }: RunOptions, command: Command) => {
      const json = wantsJson(command);
      const file = readSpec(path);
      checkSpec(file.spec);
      await withAnneal(async (anneal) => {
        const spec = await uploadLocalDatasets(file, (local, label) => anneal.uploadDataset(local, label));
        const run = await anneal.start(spec as ProgressiveSpecInput, key === undefined ? {} : { runKey: key });
        if (!watch && !wait) {
          say(
            json,
            run,
            () =>
              `${run.started ? 'Started' : 'Exists already:'} ${run.workflowId}\n  anneal watch ${run.workflowId}    follow it\n  anneal status ${run.workflowId}   where it stands`,
          );
          return;
        }
        if (!json) process.stdout.write(`${run.started ? 'Started' : 'Exists already:'} ${run.workflowId}\n`);
        if (watch) await followRun(anneal, run.workflowId, json);
        await finish(anneal, run.workflowId, json);
      });
    });
}
