/**
 * The main job, end to end, on this machine: embedded servers, a real small model, three stages, and a kill in the middle.
 * `npm run demo -- --help` tells the options.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { connectAnneal } from '../../src/client/anneal.ts';
import { createProgressView } from '../../src/cli/progress-view.ts';
import { exitCodeOf, showError } from '../../src/cli/errors.ts';
import { readSpec, uploadLocalDatasets } from '../../src/cli/read-spec.ts';
import { devRoot } from '../../src/config.ts';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { startDevEnvironment } from '../../src/dev/dev-environment.ts';
import { busyCpuSeconds } from './demo/cpu-time.ts';
import { killOnce } from './demo/kill-once.ts';
import { letVisitorAsk } from './demo/let-visitor-ask.ts';
import { quickSpec } from './demo/quick-spec.ts';
import { showOutcome } from './demo/show-outcome.ts';

interface DemoOptions {
  kill: boolean;
  quick: boolean;
  json?: string;
  seed?: number;
  ask: boolean;
}

const folder = import.meta.dirname;
const options = new Command('demo')
  .description('Three training stages on contract clauses, with a kill in the middle.')
  .option('--no-kill', 'do not kill worker and trainer in the middle')
  .option('--quick', 'few rows and a tiny random model: two minutes; its accuracies mean nothing', false)
  .option('--seed <n>', 'another seed than the spec’s', seed)
  .option('--json <file>', 'write the closing table to a file')
  .option('--no-ask', 'end at once instead of letting you try the model')
  .parse()
  .opts<DemoOptions>();

try {
  await demo(options);
  process.exit(process.exitCode ?? 0);
} catch (error) {
  showError(error, false);
  process.exit(exitCodeOf(error));
}

async function demo({ kill, quick, json, seed: given, ask }: DemoOptions): Promise<void> {
  say('Starting Temporal, S3 and a worker on this machine …');
  const environment = await startDevEnvironment({ root: devRoot, worker: true, exitOnSignals: true });
  const anneal = await connectAnneal();
  try {
    const file = readSpec(join(folder, 'spec.yaml'));
    const chosen = quick ? quickSpec(file, join(devRoot, 'quick')) : file;
    const uploaded = (await uploadLocalDatasets(chosen, (path, label) => anneal.uploadDataset(path, label))) as ProgressiveSpecInput;
    const spec = { ...uploaded, fresh: true, ...(given === undefined ? {} : { seed: given }) };
    if (quick) say('Quick: few rows and a tiny random model. It shows the machinery; its accuracies mean nothing.');

    const began = busyCpuSeconds();
    const { workflowId } = await anneal.start(spec);
    say(`Run ${workflowId}\n  Temporal UI   ${environment.temporal.uiUrl}/namespaces/default/workflows/${workflowId}`);
    say(`  Kill it       kill -9 ${environment.worker?.pid() ?? ''}   (the worker; it comes back by itself, and the run goes on)\n`);

    const view = createProgressView({ json: false, terminal: process.stdout.isTTY });
    const killer = killOnce({ enabled: kill, stage: spec.stages[1]!.name, worker: () => environment.worker?.pid() ?? null, say: view.log });
    for await (const description of anneal.watch(workflowId)) {
      view.show(description);
      killer(description);
    }
    view.close();

    const table = await showOutcome(anneal, workflowId, {
      cpuSeconds: busyCpuSeconds() - began,
      folder: devRoot,
      uiUrl: environment.temporal.uiUrl,
    });
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(table, null, 2)}\n`);
    if (ask) await letVisitorAsk(anneal, workflowId, process.stdin.isTTY);
  } finally {
    await anneal.close();
    await environment.stop();
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function seed(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError(`"${value}" is not a whole number from 0.`);
}
