import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ModelActivities } from '../contracts/activities.ts';
import { permanentFailures } from '../contracts/failure.ts';
import { queueName } from '../contracts/queues.ts';
import { summaryText } from '../policy/summary-text.ts';

function modelSteps() {
  return proxyActivities<ModelActivities>({
    taskQueue: queueName('evaluate', workflowInfo().taskQueue),
    heartbeatTimeout: '30s', // beats while it waits for the device and while the model answers
    startToCloseTimeout: '6 hours', // may wait for the device behind a training
    retry: { maximumAttempts: 5, nonRetryableErrorTypes: permanentFailures }, // somebody is waiting for this
  });
}

/** Puts one question to one or more models. */
export async function askModel(request: Parameters<ModelActivities['answerQuestion']>[0]): ReturnType<ModelActivities['answerQuestion']> {
  const titles = request.models.map((model) => model.title).join(' and ');
  return modelSteps().answerQuestion.executeWithOptions({ summary: summaryText(`Ask ${titles}`) }, [request]);
}

/** Merges an adapter into its base, for whoever serves plain Transformers folders. */
export async function exportModel(request: Parameters<ModelActivities['mergeModel']>[0]): ReturnType<ModelActivities['mergeModel']> {
  return modelSteps().mergeModel.executeWithOptions({ summary: 'Merge adapter and base' }, [request]);
}
