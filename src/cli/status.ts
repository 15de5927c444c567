import type { Command } from 'commander';
import type { RunDescription } from '../client/describe-run.ts';
import { withAnneal } from './connect.ts';
import { duration, say, wantsJson } from './output.ts';
import { beatParts, stageMarks } from './progress-lines.ts';

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

/** Where a run stands, for a person: the run, its stages, what its workers are at. */
export function statusText(description: RunDescription): string {
  const { workflowId, execution, startedAt, closedAt, progress, activities } = description;
  const took = ((closedAt ?? new Date()).getTime() - startedAt.getTime()) / 1000;
  const headline = `${workflowId}: ${execution.toLowerCase().replace('_', ' ')}${closedAt === null ? ' for' : ' after'} ${duration(took)}`;
  if (closedAt !== null) {
    const further =
      execution === 'COMPLETED' ? `anneal report ${workflowId}   what came of it` : `anneal wait ${workflowId}   why it ended`;
    return `${headline}\n  ${further}`;
  }
  if (progress === null) return [headline, 'no worker answers; the run goes on when one is back', ...activities.map(nowText)].join('\n');
  const width = Math.max(...progress.stages.map(({ name }) => name.length));
  const stages = progress.stages.map(
    ({ name, state, note }) => `  ${stageMarks[state]} ${name.padEnd(width)}  ${note === '' ? state : note}`,
  );
  return [headline, waitText(description) ?? progress.status, ...stages, ...activities.map(nowText)].join('\n');
}

/** What a person has to type for the run to go on; null when it goes on by itself. */
function waitText({ workflowId, progress }: RunDescription): string | null {
  if (progress?.waitingFor != null) {
    return `waits for a decision on ${progress.waitingFor}: anneal decide ${workflowId} accept|rollback|retry|stop`;
  }
  return progress?.paused === true ? `paused: anneal resume ${workflowId} goes on from the checkpoint` : null;
}

function nowText({ activity, attempt, progress, lastFailure }: RunDescription['activities'][number]): string {
  const at = progress === null ? '' : `: ${beatParts(progress).join(', ')}`;
  const safe = progress?.checkpoint == null ? '' : `, step ${progress.checkpoint} is safe in the store`;
  const again = attempt === 1 ? '' : `\n       attempt ${attempt}${lastFailure === null ? '' : ` after: ${lastFailure.split('\n')[0]!}`}`;
  return `  now: ${activity}${at}${safe}${again}`;
}
