import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAnneal, type Anneal } from '../../src/client/anneal.ts';
import { exitCodeOf, showError } from '../../src/cli/errors.ts';
import { installServing } from '../../src/cli/start-serving.ts';
import { createProgressView } from '../../src/cli/progress-view.ts';
import { readSpec, uploadLocalDatasets, type SpecFile } from '../../src/cli/read-spec.ts';
import { devRoot, readConfig } from '../../src/config.ts';
import type { RunSpecInput } from '../../src/contracts/spec.ts';
import { startDevEnvironment, type DevEnvironment } from '../../src/dev/dev-environment.ts';
import { busyCpuSeconds } from './cpu-time.ts';
import { fullEvaluation } from './evaluation-depth.ts';
import type { ExampleOptions } from './example-command.ts';
import { killOnce } from './kill-once.ts';
import { showOutcome, type DrawTable } from './show-outcome.ts';

export interface Example {
  specFile: string;
  /** The spec for `--quick`; the files that it needs are written below `folder`. */
  quickSpec: (file: SpecFile, folder: string) => SpecFile;
  /** Name of the training in the middle of which worker and trainer are killed. */
  killIn: string;
  /** Draws the closing table, which `--json` writes as data. */
  drawTable: DrawTable;
  /** How to ask the run's model from a terminal later, after "anneal". */
  askLater: (run: string) => string;
  /** What comes after everything is told. */
  afterwards?: (anneal: Anneal, run: string) => Promise<void>;
}

/** Runs an example from the embedded servers' start to their stop, and ends the process with the exit code of the CLI. */
export async function runExample(example: Example, options: ExampleOptions): Promise<never> {
  try {
    await onThisMachine(example, options);
    process.exit(process.exitCode ?? 0);
  } catch (error) {
    showError(error, false);
    process.exit(exitCodeOf(error));
  }
}

async function onThisMachine(example: Example, options: ExampleOptions): Promise<void> {
  say('Starting Temporal, S3 and a worker on this machine …');
  const environment = await startDevEnvironment({ root: options.root, worker: true, exitOnSignals: true });
  const anneal = await connectAnneal({ config: readConfig(environment.env) });
  try {
    const spec = await specOf(example, options, anneal);
    if (spec.evaluation?.latency) await installServer(environment);
    const began = busyCpuSeconds();
    const { workflowId } = await anneal.start(spec);
    say(`Run ${workflowId}\n  Temporal UI   ${environment.temporal.uiUrl}/namespaces/default/workflows/${workflowId}`);
    say(`  Kill it       kill -9 ${environment.worker?.pid() ?? ''}   (the worker; it comes back by itself, and the run goes on)\n`);
    await follow(anneal, workflowId, options.kill ? example.killIn : null, environment);

    const place = { cpuSeconds: busyCpuSeconds() - began, folder: environment.root, uiUrl: environment.temporal.uiUrl };
    const table = await showOutcome(anneal, workflowId, example.drawTable, place);
    const dev = options.root === devRoot ? 'dev' : `dev --root ${options.root}`;
    const later = [example.askLater(workflowId), `report ${workflowId}`].map((call) => `  npm run -s anneal -- ${call}`);
    say([`Later: npm run -s anneal -- ${dev}, and in another terminal`, ...later].join('\n'));
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(table, null, 2)}\n`);
    await example.afterwards?.(anneal, workflowId);
  } finally {
    await anneal.close();
    await environment.stop();
  }
}

/** What models are served with, for the measurement under load. Without it the run tells why that is missing. */
async function installServer({ env }: DevEnvironment): Promise<void> {
  await installServing(readConfig(env), say).catch((error: unknown) => say(`Latency will not be measured: ${String(error)}`));
}

/** The example's spec with its rows in the store. It is `fresh`: nothing is taken from an earlier run's results. */
async function specOf(
  { specFile, quickSpec }: Example,
  { quick, seed, root, evaluate }: ExampleOptions,
  anneal: Anneal,
): Promise<RunSpecInput> {
  const file = readSpec(specFile);
  if (quick) say('Quick: few rows and a tiny random model. It shows the machinery; its accuracies mean nothing.');
  const chosen = quick ? quickSpec(file, join(root, 'quick')) : file;
  const uploaded = (await uploadLocalDatasets(chosen, (path, label) => anneal.uploadDataset(path, label))) as RunSpecInput;
  const deep = evaluate === 'full' ? { evaluation: { ...uploaded.evaluation, ...fullEvaluation } } : {};
  return { ...uploaded, ...deep, fresh: true, ...(seed === undefined ? {} : { seed }) };
}

/** Shows the run until it has ended, and kills once on the way if `killIn` names a training. */
async function follow(anneal: Anneal, run: string, killIn: string | null, { worker }: DevEnvironment): Promise<void> {
  const view = createProgressView({ json: false, terminal: process.stdout.isTTY });
  const killer = killIn === null ? null : killOnce({ stage: killIn, worker: () => worker?.pid() ?? null, say: view.log });
  for await (const description of anneal.watch(run)) {
    view.show(description);
    killer?.look(description);
  }
  if (killer?.fell() === false) view.log(`Nothing was killed: the training of ${killIn} was over too soon.`);
  view.close();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
