/** A worker's process that trains until it is killed. Prints `<step> <checkpoint>` as it goes. */
import { compute, makeJob, makeStore, makeWorker, quickTiming } from './tiny-training.ts';

const [folder = '', home = '', seed = '1', updates = '100'] = process.argv.slice(2);
const worker = makeWorker(makeStore(folder), home);
const { baseModel } = await worker.pool.withTrainer({}, (session) => worker.modelFiles.findBase('tiny-random', session));
const job = await makeJob(worker, baseModel, { seed: Number(seed), updates: Number(updates) });
const { signal } = new AbortController();
await worker.backend.train({
  runId: 'run-1',
  place: job.trainKey,
  execution: 'killed/run/1',
  job,
  compute,
  timing: quickTiming,
  lastSeen: null,
  signal,
  onProgress: ({ step, checkpoint }) => process.stdout.write(`${step} ${checkpoint ?? 0}\n`),
});
