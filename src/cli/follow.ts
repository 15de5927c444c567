import type { Command } from 'commander';
import type { Anneal } from '../client/anneal.ts';
import type { RunHandle } from '../client/start-run.ts';
import type { RunResult } from '../contracts/run.ts';
import { withAnneal } from './connect.ts';
import { exitCodes } from './errors.ts';
import { say, wantsJson } from './output.ts';
import { createProgressView } from './progress-view.ts';

/** watch and wait. */
export function addFollowCommands(program: Command): void {
  program
    .command('watch')
    .argument('<run>', 'workflow id of the run')
    .description('show the progress of a run until it has ended')
    .action((run: string, _options: unknown, command: Command) =>
      withAnneal(async (anneal) => {
        await followRun(anneal, run, wantsJson(command));
        await finish(anneal, run, wantsJson(command));
      }),
    );
  program
    .command('wait')
    .argument('<run>', 'workflow id of the run')
    .description('wait for the end of a run; the exit code tells how it ended')
    .action((run: string, _options: unknown, command: Command) => withAnneal((anneal) => finish(anneal, run, wantsJson(command))));
}

/** Whether a command that starts a run stays until it has ended. */
export interface FollowOptions {
  watch: boolean;
  wait: boolean;
}

export function addFollowOptions(command: Command): Command {
  return command
    .option('--watch', 'show its progress until it has ended', false)
    .option('--wait', 'wait for its end without showing progress; the exit code tells how it ended', false);
}

/** Says what was started and goes along as far as the options ask. */
export async function followStarted(anneal: Anneal, run: RunHandle, { watch, wait }: FollowOptions, json: boolean): Promise<void> {
  const headline = `${run.started ? 'Started' : 'Exists already:'} ${run.workflowId}`;
  if (!watch && !wait) {
    say(json, run, () => `${headline}\n  anneal watch ${run.workflowId}    follow it\n  anneal status ${run.workflowId}   where it stands`);
    return;
  }
  if (!json) process.stdout.write(`${headline}\n`);
  if (watch) await followRun(anneal, run.workflowId, json);
  await finish(anneal, run.workflowId, json);
}

/** Shows progress until the run has ended: bars on a terminal, a line for each change elsewhere, JSON lines with --json. */
export async function followRun(anneal: Anneal, run: string, json: boolean): Promise<void> {
  const view = createProgressView({ json, terminal: process.stdout.isTTY });
  try {
    for await (const description of anneal.watch(run)) view.show(description);
  } finally {
    view.close();
  }
}

/** Prints the result and sets the exit code: 0 completed, 3 rejected by a gate; a failed run throws. */
export async function finish(anneal: Anneal, run: string, json: boolean): Promise<void> {
  const result = await anneal.wait(run);
  say(json, result, () => resultText(run, result));
  process.exitCode = result.outcome === 'completed' ? exitCodes.completed : exitCodes.rejected;
}

function resultText(run: string, { outcome, name, modelVersion, stages }: RunResult): string {
  const headline = outcome === 'completed' ? `Completed: ${name} version ${modelVersion}` : 'Rejected by a gate: no model was registered';
  return [
    headline,
    ...stages.map((stage) => `  ${stage.accepted ? '✓' : '✗'} ${stage.name}: ${stage.reason}`),
    '',
    `  anneal report ${run}                 what it learned, what it kept, with intervals`,
    ...(modelVersion === null
      ? []
      : [`  anneal ask ${run} "…" --compare      try it beside the base model`, `  anneal model get ${run} --out DIR    take it with you`]),
  ].join('\n');
}
