/** Every timeout and every retry of Anneal's workflows, each with its reason. */
import { ActivityCancellationType, proxyActivities, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import type { EvaluationActivities, LatencyActivities, LocalActivities, RunActivities, TrainActivities } from '../contracts/activities.ts';
import type { DataActivities } from '../contracts/data-activities.ts';
import { permanentFailures } from '../contracts/failure.ts';
import { queueName } from '../contracts/queues.ts';
import type { TimingSpec } from '../contracts/spec.ts';

const retry = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '30s', // an outage of the store or a killed server is over soon after it is over, not minutes later
  nonRetryableErrorTypes: permanentFailures, // no limit on attempts: an outage is waited out, whatever its length; a person can cancel
} satisfies ActivityOptions['retry'];

/** Light steps: small objects in the store, no model. */
export function runSteps() {
  return proxyActivities<RunActivities>({
    taskQueue: workflowInfo().taskQueue,
    startToCloseTimeout: '2 minutes', // reads a few megabytes at most; a dead worker is noticed when this is over
    retry,
  });
}

/** One small object put into the store. */
export function localSteps() {
  return proxyLocalActivities<LocalActivities>({
    startToCloseTimeout: '1 minute', // a megabyte at most
    retry,
  });
}

/** Streams over whole datasets. */
export function dataSteps() {
  return proxyActivities<DataActivities>({
    taskQueue: queueName('data', workflowInfo().taskQueue),
    heartbeatTimeout: '30s', // beats every few thousand rows and every 5 s
    startToCloseTimeout: '6 hours', // tens of gigabytes at the slowest disk
    retry,
  });
}

/** Loads a base model once, to know it. */
export function baseModelSteps() {
  return proxyActivities<Pick<TrainActivities, 'describeBaseModel'>>({
    taskQueue: queueName('train', workflowInfo().taskQueue),
    heartbeatTimeout: '30s',
    startToCloseTimeout: '6 hours', // may wait for the device behind another training
    retry,
  });
}

/** Training. The plan's timing decides how fast a dead worker is noticed. */
export function trainSteps(timing: TimingSpec) {
  return proxyActivities<TrainActivities>({
    taskQueue: queueName('train', workflowInfo().taskQueue),
    heartbeatTimeout: timing.heartbeatTimeoutSeconds * 1000, // six missed beats mean that the worker is gone
    startToCloseTimeout: '30 days', // lack of progress is judged by steps (NoProgress, TrainerStalled), not by the clock
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, // a cancelled training saves its checkpoint first
    retry, // an attempt costs one checkpoint interval at most; NoProgress ends a hopeless one
  });
}

/** Asking models and comparing answers. */
export function evaluationSteps(timing: TimingSpec) {
  return proxyActivities<EvaluationActivities>({
    taskQueue: queueName('evaluate', workflowInfo().taskQueue),
    heartbeatTimeout: timing.heartbeatTimeoutSeconds * 1000,
    startToCloseTimeout: '7 days', // large test sets on small machines; answers given already are not asked again
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry,
  });
}

/** A served model under load. */
export function latencySteps(timing: TimingSpec) {
  return proxyActivities<LatencyActivities>({
    taskQueue: queueName('evaluate', workflowInfo().taskQueue),
    heartbeatTimeout: timing.heartbeatTimeoutSeconds * 1000,
    startToCloseTimeout: '1 day', // a hundred long answers at every level on a slow processor; may wait for the device behind a training
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED, // the server is stopped first
    retry, // an attempt begins anew: times of a server that died say nothing
  });
}
