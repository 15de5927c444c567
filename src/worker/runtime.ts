/** What all workers of the process share: where their logs go, and where their metrics are told. */
import { asyncLocalStorage } from '@temporalio/activity';
import { DefaultLogger, type LogLevel, Runtime } from '@temporalio/worker';
import type { Config } from '../config.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { runWorkflows, type MetricName } from '../contracts/metrics.ts';
import { logLine, type Log } from '../telemetry/log-line.ts';
import { createMeters, histogramBuckets, type Meters, type MetricSource, startAtZero } from '../telemetry/meters.ts';

export interface Telemetry {
  /** The worker's own words, written at once. */
  log: Log;
  /** The log of the activity that runs here, which knows its run and stage; outside of any, the worker's own. */
  currentLog: () => Log;
  meters: Meters;
}

/**
 * Installs Temporal's runtime for this process. Lines of the SDK, its native part, workflows, activities and trainers take
 * one form, on standard error; metrics of the SDK and Anneal's own have one endpoint, where an address is configured.
 * @throws AnnealFailure InvalidInput when the metrics address cannot be listened on.
 */
export function installTelemetry({ log: { format, level }, metricsAddress, store }: Config): Telemetry {
  const secrets = [store?.credentials?.secretAccessKey].filter((secret) => secret !== undefined);
  const logger = new DefaultLogger(level.toUpperCase() as LogLevel, ({ level, timestampNanos, message, meta }) => {
    const time = new Date(Number(timestampNanos / 1_000_000n));
    process.stderr.write(`${logLine({ level, time, message, fields: meta ?? {} }, format, secrets)}\n`);
  });
  try {
    Runtime.install({
      logger,
      shutdownSignals: [],
      telemetryOptions: {
        logging: { forward: {}, filter: { core: level === 'error' ? 'ERROR' : 'WARN', other: 'ERROR' } },
        ...(metricsAddress !== null && { metrics: { attachServiceName: false, prometheus: prometheus(metricsAddress) } }),
      },
    });
  } catch (cause) {
    throw metricsAddress === null ? cause : addressRefused(metricsAddress, cause);
  }
  const source: MetricSource = Runtime.instance().metricMeter;
  startAtZero(source, (name) => !isOfWorkflows(name));
  return { log: logger, currentLog: () => asyncLocalStorage.getStore()?.log ?? logger, meters: createMeters(source) };
}

function prometheus(bindAddress: string) {
  return {
    bindAddress,
    useSecondsForDurations: true,
    unitSuffix: true,
    countersTotalSuffix: true,
    histogramBucketOverrides: {
      ...histogramBuckets(),
      activity_execution_latency: [0.1, 1, 10, 60, 600, 3600, 14_400, 86_400], // trainings are activities
      activity_succeed_endtoend_latency: [0.1, 1, 10, 60, 600, 3600, 14_400, 86_400],
    },
  };
}

function addressRefused(address: string, cause: unknown): AnnealFailure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AnnealFailure(
    'InvalidInput',
    `ANNEAL_METRICS_ADDRESS is ${address}, where this worker cannot listen: ${reason}. Name a free port on an address of this machine (each worker needs one of its own), or unset the variable to go without metrics.`,
    { cause },
  );
}

/** Those are counted inside of workflows, where Temporal adds labels of its own. */
const isOfWorkflows = (name: MetricName) => /^anneal_(?:run|stage|gate)_/.test(name);

/** Starts what workflows count at 0 too, with the labels that Temporal puts on it. */
export function startWorkflowMetrics(namespace: string, taskQueue: string): void {
  for (const workflowType of runWorkflows) {
    startAtZero(Runtime.instance().metricMeter.withTags({ namespace, taskQueue, workflowType }), isOfWorkflows);
  }
}

/** Says once which worker this is. */
export function tellWorker(meters: Meters, version: string, queues: readonly string[]): void {
  meters.set('anneal_worker_info', 1, { version, queues: queues.join(',') });
}
