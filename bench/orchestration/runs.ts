import { join } from 'node:path';
import { connectTemporal } from '../../src/client/connect-temporal.ts';
import { connectAnneal } from '../../src/client/anneal.ts';
import { uploadLocalDatasets } from '../../src/cli/read-spec.ts';
import { readConfig } from '../../src/config.ts';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { startDevEnvironment } from '../../src/dev/dev-environment.ts';
import type { DevEnvironment } from '../../src/dev/dev-environment.ts';
import { activitySpans } from './activity-spans.ts';
import { attributeCpu } from './attribute-cpu.ts';
import type { ActivityCost } from './attribute-cpu.ts';
import { benchSpec } from './bench-spec.ts';
import { totalSeconds, watchCpu } from './process-cpu.ts';
import type { PartyPids } from './process-cpu.ts';

export interface Runs {
  /** One run from its start to its result. CPU seconds are those of worker, trainer and both servers. */
  run(): Promise<{ wallSeconds: number; cpuSeconds: number; activities: ActivityCost[] }>;
  stop(): Promise<void>;
}

/** Embedded servers and a worker, all of them the benchmark's own, below `root`. */
export async function startRuns(options: { root: string; quick: boolean; workerEnv: Record<string, string> }): Promise<Runs> {
  const environment = await startDevEnvironment({
    root: join(options.root, 'servers'),
    worker: true,
    ui: false,
    workerEnv: { ...options.workerEnv, ANNEAL_TRAINER_IDLE_SECONDS: '3600' }, // one trainer for all rounds, as on the bare side
  });
  const config = readConfig({ ...environment.env, ANNEAL_DEV_ROOT: environment.root });
  const anneal = await connectAnneal({ config });
  const temporal = await connectTemporal(config);
  const chosen = benchSpec(options.quick, join(options.root, 'rows'));
  const spec = (await uploadLocalDatasets(chosen, (path, label) => anneal.uploadDataset(path, label))) as ProgressiveSpecInput;
  return {
    run: async () => {
      const watch = watchCpu(() => pidsOf(environment));
      const begun = performance.now();
      const { workflowId } = await anneal.start(spec);
      const { outcome } = await anneal.wait(workflowId);
      const wallSeconds = (performance.now() - begun) / 1000;
      const samples = watch.stop();
      if (outcome !== 'completed') throw new Error(`The run ended as ${outcome}: what it did is not what the others did.`);
      const activities = attributeCpu(samples, await activitySpans(temporal, workflowId));
      return { wallSeconds, cpuSeconds: activities.reduce((sum, { cpu }) => sum + totalSeconds(cpu), 0), activities };
    },
    stop: async () => {
      await anneal.close();
      await temporal.connection.close();
      await environment.stop();
    },
  };
}

function pidsOf({ worker, temporal, s3 }: DevEnvironment): PartyPids {
  const pid = worker?.pid() ?? null;
  if (pid === null) throw new Error('The worker died in the middle of a run; its log tells why.');
  return { worker: pid, temporal: temporal.pid, s3: s3.pid };
}
