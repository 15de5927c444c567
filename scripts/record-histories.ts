/**
 * Records test/histories/ again from real runs of this checkout: `node scripts/record-histories.ts`. Only for a new kind of
 * history, or after a change of the workflows that is meant to break running ones: the old recordings are the promise that
 * runs of released versions go on.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder } from '../src/dev/checkout.ts';
import { type Installation, startInstallation } from '../test/e2e/installation.ts';
import { exportHistory, midTraining, runIs } from '../test/e2e/moments.ts';
import { askingSpec, longTraining, oneStage, shortTraining, twoStages, unreachableGates } from '../test/e2e/quick-spec.ts';

const folder = join(checkoutFolder, 'test', 'histories');

const recordings: Record<string, (installation: Installation, run: string) => Promise<unknown>> = {
  completed: async (installation, run) => {
    await installation.anneal.start(await twoStages(installation, run), { runKey: run });
    await installation.anneal.wait(run);
  },
  'retried-gate': async (installation, run) => {
    const spec = { ...(await oneStage(installation, run)), training: shortTraining, gates: unreachableGates };
    await installation.anneal.start({ ...spec, onFailedGate: { retry: { max: 1 }, then: 'stop' } }, { runKey: run });
    await installation.anneal.wait(run);
  },
  asked: async (installation, run) => {
    const { anneal } = installation;
    await anneal.start(await askingSpec(installation, run), { runKey: run });
    for (const [stage, decision] of [
      ['first', 'retry'],
      ['first', 'accept'],
      ['second', 'rollback'],
      ['third', 'stop'],
    ] as const) {
      await runIs(installation, run, `asks about ${stage}`, ({ progress }) => progress?.waitingFor === stage);
      await anneal.decide(run, decision, stage);
      await runIs(installation, run, 'goes on', ({ progress, execution }) => execution !== 'RUNNING' || progress?.waitingFor === null);
    }
    await anneal.wait(run);
  },
  paused: async (installation, run) => {
    const { anneal } = installation;
    await anneal.start({ ...(await oneStage(installation, run, 40, 2)), training: longTraining }, { runKey: run });
    await midTraining(installation, run);
    await anneal.pause(run);
    await runIs(installation, run, 'has nothing under way', ({ activities }) => activities.length === 0);
    await anneal.resume(run);
    await anneal.wait(run);
  },
  cancelled: async (installation, run) => {
    const { anneal } = installation;
    await anneal.start({ ...(await oneStage(installation, run, 40, 3)), training: { ...longTraining, epochs: 900 } }, { runKey: run });
    await midTraining(installation, run);
    await anneal.cancel(run);
    await anneal.wait(run).catch(() => {}); // it ends as cancelled, which is what is recorded
  },
};

/** The history without names of this machine: they decide nothing. */
function scrubbed(history: string): string {
  return history
    .replaceAll(checkoutFolder, '/anneal/')
    .replaceAll(/"identity": "[^"]*"/g, '"identity": "worker"')
    .replaceAll(hostname(), 'machine');
}

mkdirSync(folder, { recursive: true });
const installation = await startInstallation();
try {
  for (const [name, record] of Object.entries(recordings)) {
    await record(installation, name);
    writeFileSync(join(folder, `${name}.json`), `${scrubbed(await exportHistory(installation, name))}\n`);
    console.log(`recorded ${name}`);
  }
} finally {
  await installation.stop();
}
