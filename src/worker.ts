/** Composition root of a worker: configuration → clients → activities → one Temporal worker a queue. */
import { availableParallelism, totalmem } from 'node:os';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createDataActivities } from './activities/data.ts';
import { createEvaluationActivities } from './activities/evaluation.ts';
import { createLatencyActivities } from './activities/latency.ts';
import { createModelActivities } from './activities/models.ts';
import { createRunActivities } from './activities/run.ts';
import { createTrainActivities } from './activities/training.ts';
import { createLoraBackend } from './backends/lora.ts';
import { connectionFailure, connectTemporal, temporalProfile } from './client/connect-temporal.ts';
import { readConfig, requireStore, wantsJsonLog, type Config } from './config.ts';
import { queueKinds, queueName, type QueueKind } from './contracts/queues.ts';
import { exitCodeOf, showError } from './cli/errors.ts';
import { createDatasetReader } from './datasets/dataset-reader.ts';
import { createModelFiles } from './model-files/model-files.ts';
import { packageFolder } from './package-folder.ts';
import { createLocalServer } from './servers/serve/local-server.ts';
import { loadDomainCleaners } from './domain-cleaning/load-domain-cleaner.ts';
import { loadOwnMetrics } from './own-metrics/load-own-metrics.ts';
import { createBlobs } from './storage/blobs.ts';
import { createCheckpoints } from './storage/checkpoints.ts';
import { createS3ObjectStore } from './storage/s3-object-store.ts';
import { createS3Reader } from './storage/s3-reader.ts';
import { createSplitLedgers } from './storage/split-ledgers.ts';
import { createStepResults } from './storage/step-results.ts';
import { meteredBackend } from './telemetry/metered-backend.ts';
import { meteredCheckpoints } from './telemetry/metered-checkpoints.ts';
import { countingItems, meteredTrainerPool } from './telemetry/metered-trainer-pool.ts';
import { createTrainerPool } from './trainer-process/trainer-pool.ts';
import { version } from './version.ts';
import { activityTelemetry } from './worker/activity-telemetry.ts';
import { logProcessOutput, tellFailure } from './worker/process-output.ts';
import { installTelemetry, startWorkflowMetrics, tellWorker, type Telemetry } from './worker/runtime.ts';
import { readPrices } from './worker/read-prices.ts';
import { availableSearchAttributes } from './worker/search-attributes.ts';
import { storeAbilities } from './worker/store-abilities.ts';
import { workflowBundle } from './worker/workflow-bundle.ts';
import { withTemporalFailures } from './workflows/temporal-failure.ts';
import { makeWritable } from './writable-folder.ts';

/** Which queues a worker polls; more machines means more workers, each on the queues that its hardware is for. */
export interface WorkerChoice {
  queues: QueueKind[];
}

/**
 * Runs until SIGTERM or SIGINT, then hands over: a training saves at the end of its step and goes on elsewhere.
 * @throws AnnealFailure TemporalUnavailable, StoreRefused, InvalidInput: what is wrong, before any work is taken.
 */
export async function runWorker(choice: WorkerChoice = { queues: [...queueKinds] }): Promise<void> {
  try {
    await pollQueues(choice);
  } catch (error) {
    if (!wantsJsonLog()) throw error;
    tellFailure(error); // as a line of the log, which nothing but such lines may be
    process.exit(exitCodeOf(error));
  }
}

async function pollQueues({ queues }: WorkerChoice): Promise<void> {
  const config = readConfig();
  makeWritable(config.home, 'Caches, scratch files and leases go there: make it writable, or name another folder by ANNEAL_HOME.');
  const telemetry = installTelemetry(config);
  logProcessOutput(telemetry.log);
  const { connection, namespace } = await connect(config);
  const { activities, stop } = await createActivities(config, connection, namespace, telemetry);
  const workflowCode = { codePath: await workflowBundle(join(config.home, 'bundles'), telemetry.log) };
  const shared: WorkerOptions = {
    connection,
    namespace,
    taskQueue: config.queue,
    maxHeartbeatThrottleInterval: '5s', // a cancel arrives, and a dead worker is noticed, within seconds and not minutes
    shutdownGraceTime: 0, // activities learn of the shutdown at once: they save and hand over
    shutdownForceTime: config.shutdownGraceSeconds * 1000,
    interceptors: { activity: [activityTelemetry(telemetry.meters)] },
  };
  const workers = await Promise.all(
    queues.map((kind) =>
      Worker.create({
        ...shared,
        taskQueue: queueName(kind, config.queue),
        activities: activities[kind],
        ...slots(kind, config),
        ...(kind === 'workflows' ? { workflowBundle: workflowCode } : {}),
      }),
    ),
  );
  shutDownOnSignals(workers);
  if (queues.includes('workflows')) startWorkflowMetrics(namespace, config.queue);
  tellWorker(telemetry.meters, version, queues);
  telemetry.log.info(`worker ${process.pid} polls ${queues.map((kind) => queueName(kind, config.queue)).join(', ')}`);
  try {
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await stop();
    await connection.close();
  }
}

/** How much of each kind runs at once in one process. */
function slots(kind: QueueKind, { dataSlots }: Config): Partial<WorkerOptions> {
  switch (kind) {
    case 'workflows':
      return { maxConcurrentActivityTaskExecutions: 10 };
    case 'data':
      return {
        maxConcurrentActivityTaskExecutions:
          dataSlots ?? Math.max(1, Math.min(availableParallelism() - 1, Math.floor(totalmem() / 2 ** 30))),
      };
    case 'train':
      return { maxConcurrentActivityTaskExecutions: 1 }; // one device, one training
    case 'evaluate':
      return { maxConcurrentActivityTaskExecutions: 2 }; // they share the device by its lease; comparisons need none
  }
}

async function connect(config: Config): Promise<{ connection: NativeConnection; namespace: string }> {
  const profile = temporalProfile(config);
  // The worker's own connection tries for 40 s what can never be, and does not say why.
  await (await connectTemporal(config)).connection.close();
  try {
    return { connection: await NativeConnection.connect(profile.connectionOptions), namespace: profile.namespace };
  } catch (cause) {
    throw await connectionFailure(profile, cause);
  }
}

async function createActivities(
  config: Config,
  connection: NativeConnection,
  namespace: string,
  { log, currentLog, meters }: Telemetry,
): Promise<{ activities: Record<QueueKind, object>; stop: () => Promise<void> }> {
  const { endpoint, region, bucket, prefix, credentials } = requireStore(config);
  const { home } = config;
  const ownMetrics = await loadOwnMetrics(config.ownMetrics);
  const prices = await readPrices(config.pricesFile);
  const domainCleaners = await loadDomainCleaners(config.domainCleaners);
  const s3 = { region, ...(endpoint === null ? {} : { endpoint }), ...(credentials === null ? {} : { credentials }) };
  const abilities = await storeAbilities({ connection: s3, bucket, prefix }, home);
  const store = createS3ObjectStore({ connection: s3, bucket, prefix, abilities });
  const scratch = join(home, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const blobs = createBlobs(store, { scratch });
  const stepResults = createStepResults(store, blobs);
  const reader = createS3Reader({ connection: s3 });
  const trainers = createTrainerPool({
    python: config.python,
    trainerFolder: config.trainerFolder,
    home,
    environment: config.trainerEnvironment,
    threads: availableParallelism(),
    idleSeconds: config.trainerIdleSeconds,
  });
  const pool = meteredTrainerPool(trainers, meters, currentLog);
  const modelFiles = createModelFiles({ home, blobs, reader, modelRoots: config.modelRoots });
  const checkpoints = meteredCheckpoints(createCheckpoints(store, blobs), meters, currentLog);
  const backend = meteredBackend(createLoraBackend({ pool, modelFiles, store, blobs, checkpoints, home }), meters, currentLog);
  const server = createLocalServer({
    source: join(packageFolder, 'serve'),
    setUpFolder: config.setUpFolder,
    home,
    modelFiles,
    threads: availableParallelism(),
    version,
    onError: (error) => currentLog().error('a request to a measured model failed', { error }),
  });
  const searchAttributes = await availableSearchAttributes(connection, namespace, (message) => log.warn(message));
  const activities = {
    workflows: createRunActivities({ store, blobs, searchAttributes, version, ownMetrics, prices }),
    data: createDataActivities({
      store,
      blobs,
      stepResults,
      ledgers: createSplitLedgers(store),
      datasets: createDatasetReader({ s3: reader, dataRoots: config.dataRoots }),
      means: {
        domainCleaners,
        hashKey: config.piiHashKey,
        detector: config.piiDetector,
        threads: availableParallelism() > 1 ? 2 : 1,
        localFiles: modelFiles.localTokenizer,
      },
      scratch,
    }),
    train: createTrainActivities({ pool, modelFiles, steps: stepResults, backend, defaultBaseModel: config.defaultBaseModel }),
    evaluate: {
      ...createEvaluationActivities({
        blobs,
        stepResults,
        withTrainer: countingItems(pool.withTrainer, meters),
        modelFiles,
        ownMetrics,
        scratch,
      }),
      ...createLatencyActivities({ blobs, stepResults, withTrainer: pool.withTrainer, server }),
      ...createModelActivities({ blobs, stepResults, pool, modelFiles, home }),
    },
  };
  const wrapped = Object.fromEntries(Object.entries(activities).map(([kind, own]) => [kind, withTemporalFailures(own)])) as Record<
    QueueKind,
    object
  >;
  return {
    activities: wrapped,
    stop: async () => {
      await pool.stop();
      store.close();
    },
  };
}

/** A second signal ends the process at once, and its trainer with it. */
function shutDownOnSignals(workers: Worker[]): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    });
  }
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  try {
    await runWorker();
    process.exit(0); // the SDK keeps handles open
  } catch (error) {
    showError(error, false);
    process.exit(exitCodeOf(error));
  }
}
