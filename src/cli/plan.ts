import type { Command } from 'commander';
import type { Plan } from '../contracts/plan.ts';
import type { RunSpecInput } from '../contracts/spec.ts';
import { testSizeWarnings } from '../policy/test-size-warnings.ts';
import { checkSpec } from '../client/start-run.ts';
import { withAnneal } from './connect.ts';
import { duration, say, table, wantsJson } from './output.ts';
import { readSpec, uploadLocalDatasets } from './read-spec.ts';

export function addPlanCommand(program: Command): void {
  program
    .command('plan')
    .argument('<spec>', 'spec in YAML or JSON; - reads standard input')
    .description('a dry run: what would be done, on which rows, for how long')
    .action(async (path: string, _options: unknown, command: Command) => {
      const file = readSpec(path);
      checkSpec(file.spec);
      const plan = await withAnneal(async (anneal) =>
        anneal.plan((await uploadLocalDatasets(file, (local, label) => anneal.uploadDataset(local, label))) as RunSpecInput),
      );
      say(wantsJson(command), plan, () => planText(plan));
    });
}

function planText(plan: Plan): string {
  const { baseModel, baseFacts, compute } = plan;
  const rows = plan.stages.map((stage, index) => [
    stage.name,
    String(stage.files.reduce((sum, file) => sum + file.lines, 0)),
    stage.files.some((file) => file.split !== null) ? 'ready-made' : shares(plan.split),
    stage.answers,
    plan.kind === 'multiTask' ? JSON.stringify(stage.prefix) : index === 0 ? '–' : `${Math.round(stage.replay * 100)} %`,
    duration(stage.estimatedSeconds),
  ]);
  const [unit, own]: [string, string] = plan.kind === 'multiTask' ? ['task', 'prefix'] : ['stage', 'replay'];
  return [
    `Plan ${plan.hash.slice(0, 12)} for ${plan.name}`,
    `Base model ${baseModel.name}: ${(baseFacts.parameters / 1e6).toFixed(1)} M parameters, ${baseFacts.contextTokens} tokens of context`,
    `On ${compute.device}, ${compute.dtype}, ${compute.threads} ${compute.threads === 1 ? 'thread' : 'threads'}; seed ${plan.seed}`,
    ...ewcLine(plan),
    '',
    table([unit, 'lines', 'split', 'answers', own, 'training, about'], rows),
    '',
    ...testSizeWarnings(plan).map((warning) => `Warning: ${warning}`),
    `About ${duration(plan.estimatedSeconds)} of training, a guess to within a factor of two; evaluation comes on top. Nothing has been started.`,
  ].join('\n');
}

function ewcLine({ antiForgetting }: Plan): string[] {
  const ewc = antiForgetting?.ewc;
  return ewc
    ? [`Elastic weight consolidation from the second stage on: strength ${ewc.strength}, measured on ${ewc.rows} earlier rows`]
    : [];
}

/** "80 / 10 / 10 %" */
function shares({ train, validation, test }: Plan['split']): string {
  return `${[train, validation, test].map((share) => Math.round(share * 100)).join(' / ')} %`;
}
