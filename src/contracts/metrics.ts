/**
 * Every metric of Anneal's own, by the name that Prometheus shows. No label ever holds the name of a run, a stage, a model
 * or a file: each has few values, so that a worker's metrics stay small however much it works.
 */
import { failureKinds } from './failure.ts';
import { GateName } from './gate.ts';

interface MetricDefinition {
  kind: 'counter' | 'gauge' | 'histogram';
  help: string;
  /** The values of each label; null where they come from code (names of activities, versions). */
  labels: Readonly<Record<string, readonly string[] | null>>;
  /** Upper bounds of a histogram's buckets, in the unit of its name. */
  buckets?: readonly number[];
}

/** Workflows whose executions count as runs. */
export const runWorkflows = ['progressiveFineTune', 'multiTaskFineTune'] as const;

/** Names of failures as label values; `other` is what nobody foresaw. */
const failures = [...Object.keys(failureKinds), 'other'];
const seconds = { short: [0.05, 0.25, 1, 2.5, 10, 30, 120, 600], long: [1, 10, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 259_200] };

export const metrics = {
  anneal_worker_info: {
    kind: 'gauge',
    help: 'Always 1; tells the version of a worker and the queues that it polls.',
    labels: { version: null, queues: null },
  },
  anneal_run_started_total: { kind: 'counter', help: 'Runs that were started.', labels: {} },
  anneal_run_completed_total: {
    kind: 'counter',
    help: 'Runs that ended, by how.',
    labels: { outcome: ['completed', 'rejected', 'cancelled', 'failed'] },
  },
  anneal_run_failures_total: { kind: 'counter', help: 'Runs that failed, by the name of the failure.', labels: { failure: failures } },
  anneal_run_seconds: {
    kind: 'histogram',
    help: 'Seconds from the start of a run to its end, with all waiting.',
    labels: { outcome: ['completed', 'rejected', 'cancelled', 'failed'] },
    buckets: seconds.long,
  },
  anneal_stage_completed_total: {
    kind: 'counter',
    help: 'Stages that ended, by what was decided and by whom.',
    labels: { outcome: ['accepted', 'rejected'], decided_by: ['gates', 'person'] },
  },
  anneal_stage_attempts_total: { kind: 'counter', help: 'Attempts of ended stages: retries after failed gates are in it.', labels: {} },
  anneal_gate_verdicts_total: {
    kind: 'counter',
    help: 'Gates that were decided on test rows, by verdict.',
    labels: { gate: GateName.options, verdict: ['pass', 'fail', 'inconclusive', 'error'] },
  },
  anneal_activity_failures_total: {
    kind: 'counter',
    help: 'Attempts of activities that failed, by the name of the failure; cancelled ones are no failures.',
    labels: { activity: null, failure: failures },
  },
  anneal_train_active: { kind: 'gauge', help: '1 while this worker trains, else 0. Waiting for the device is not training.', labels: {} },
  anneal_train_steps_total: { kind: 'counter', help: 'Optimizer steps that were made, as they are made.', labels: {} },
  anneal_train_tokens_total: {
    kind: 'counter',
    help: 'Tokens of finished trainings, all epochs, counted when a training ends.',
    labels: {},
  },
  anneal_train_tokens_per_second: { kind: 'gauge', help: 'Speed of the training that is going on; 0 when none is.', labels: {} },
  anneal_train_lost_steps_total: {
    kind: 'counter',
    help: 'Steps of finished trainings that were done again after interruptions.',
    labels: {},
  },
  anneal_train_seconds: {
    kind: 'histogram',
    help: 'Seconds of one attempt at a training, from getting the device to its last upload.',
    labels: { outcome: ['finished', 'stopped', 'failed'] },
    buckets: seconds.long,
  },
  anneal_checkpoint_upload_bytes_total: { kind: 'counter', help: 'Sizes of the checkpoints that reached the store.', labels: {} },
  anneal_checkpoint_upload_seconds: {
    kind: 'histogram',
    help: 'Seconds of putting one checkpoint into the store.',
    labels: { outcome: ['stored', 'failed'] },
    buckets: seconds.short,
  },
  anneal_checkpoint_last_upload_timestamp_seconds: {
    kind: 'gauge',
    help: 'When this worker last put a checkpoint into the store.',
    labels: {},
  },
  anneal_trainer_starts_total: { kind: 'counter', help: 'Trainer processes that were started.', labels: {} },
  anneal_trainer_restarts_total: {
    kind: 'counter',
    help: 'Trainers that ended in the middle of work and had to be started again, by the name of the failure; stopped: by a cancel, a pause or the end of the worker.',
    labels: { reason: ['stopped', ...failures] },
  },
  anneal_device_wait_seconds: {
    kind: 'histogram',
    help: 'Seconds that work waited for the device behind other work, to the second.',
    labels: {},
    buckets: [0, 1, 10, 60, 300, 900, 3600, 14_400],
  },
  anneal_evaluation_items_total: {
    kind: 'counter',
    help: 'Rows that models answered or scored in evaluations; answers found in the store are not in it.',
    labels: { operation: ['generate', 'score'] },
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metrics;
export type NameOfKind<Kind extends MetricDefinition['kind']> = {
  [Name in MetricName]: (typeof metrics)[Name]['kind'] extends Kind ? Name : never;
}[MetricName];
/** What must be said with a value of the metric. */
export type LabelsOf<Name extends MetricName> = {
  [Label in keyof (typeof metrics)[Name]['labels']]: (typeof metrics)[Name]['labels'][Label] extends readonly (infer Value)[]
    ? Value
    : string;
};

/** The name under which a metric is registered: the exporter itself appends `_total` to counters. */
export function registeredName(name: MetricName): string {
  return metrics[name].kind === 'counter' ? name.replace(/_total$/, '') : name;
}

/** A failure's name as a label value. */
export function failureLabel(name: string | null | undefined): string {
  return name != null && name in failureKinds ? name : 'other';
}
