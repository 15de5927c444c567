import type { Command } from 'commander';
import type { RunDescription } from '../client/describe-run.ts';
import { withAnneal } from './connect.ts';
import { duration, say, wantsJson } from './output.ts';

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .argument('<run>', 'workflow id of the run')
    .description('where a run stands: stages, what its workers are at, what it waits for')
    .action(async (run: string, _options: unknown, command: Command) => {
      const description = await withAnneal((anneal) => anneal.describe(run));
      say(wantsJson(command), description, () => statusText(description));
    });
}

export function statusText(description: RunDescription): string {
  const { workflowId, execution, startedAt, closedAt, progress, activities } = description;
  const took = ((closedAt ?? new Date()).getTime() - startedAt.getTime()) / 1000;
  const lines = [`${workflowId}: ${execution.toLowerCase()}, ${duration(took)}`];
  if (progress !== null) {
    lines.push(
      progress.waitingFor === null ? progress.status : `waiting for a decision: anneal decide ${workflowId} accept|rollback|retry|stop`,
    );
    lines.push(...progress.stages.map((stage) => `  ${stage.name}: ${stage.state}${stage.note === '' ? '' : `, ${stage.note}`}`));
  }
  for (const { activity, attempt, progress: beat, lastFailure } of activities) {
    const step = beat === null ? '' : ` ${beat.doing} ${beat.step}/${beat.totalSteps}`;
    lines.push(
      `  now: ${activity}${step}${attempt > 1 ? `, attempt ${attempt}${lastFailure === null ? '' : ` after: ${lastFailure}`}` : ''}`,
    );
  }
  return lines.join('\n');
}
