/** A service of somebody else's, as small as it can be: starts a run through the typed client, follows it, tells its result. */
import { AnnealFailure, connectAnneal, type Anneal, type ProgressiveSpecInput, type RunResult } from 'anneal/client';

const [dataset, name] = process.argv.slice(2);
if (dataset === undefined || name === undefined) throw new Error('usage: service DATASET NAME');

async function learn(anneal: Anneal, dataset: string, name: string): Promise<object> {
  const spec: ProgressiveSpecInput = {
    name,
    baseModel: 'tiny-random',
    stages: [{ name: 'colours', dataset: await anneal.uploadDataset(dataset), answers: 'labels' }],
    training: { epochs: 1, effectiveBatchSize: 8, evaluationsPerEpoch: 1 },
    gates: { quality: { notWorseThanStartBy: 1 }, retention: { minimum: 0 } },
    evaluation: { fewShot: 0, maxNewTokens: 4, general: { itemsPerCapability: 0 }, robustness: false, fairness: false },
  };
  const run = await anneal.start(spec, { runKey: name });
  const statuses = new Set<string>();
  for await (const { progress } of anneal.watch(run.workflowId, { intervalMs: 500 })) {
    if (progress !== null) statuses.add(progress.status);
  }
  const result: RunResult = await anneal.wait(run.workflowId);
  const report = await anneal.report(run.workflowId);
  return {
    started: run.started,
    statuses: [...statuses],
    outcome: result.outcome,
    version: result.modelVersion,
    reported: report.workflowId,
  };
}

try {
  const anneal = await connectAnneal();
  try {
    console.log(JSON.stringify(await learn(anneal, dataset, name)));
  } finally {
    await anneal.close();
  }
} catch (error) {
  if (!(error instanceof AnnealFailure)) throw error;
  console.log(JSON.stringify({ failure: error.name }));
  process.exitCode = 1;
}
