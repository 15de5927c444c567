import { randomUUID } from 'node:crypto';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { AnnealFailure } from '../contracts/failure.ts';
import { holdsSecret } from '../contracts/secrets.ts';
import { MultiTaskSpec, ProgressiveSpec, type RunSpec, type RunSpecInput } from '../contracts/spec.ts';
import { canonicalJson } from '../data/canonical-json.ts';
import { problemsText } from './spec-problems.ts';
import { type RunWorkflow, workflowOf } from './workflow-type.ts';

const schemas = { progressiveFineTune: ProgressiveSpec, multiTaskFineTune: MultiTaskSpec } satisfies Record<RunWorkflow, unknown>;

export interface StartOptions {
  /** Names the run. Starting the same key with the same spec again gives the run that exists; a failed or cancelled one is started anew. */
  runKey?: string;
}

export interface RunHandle {
  workflowId: string;
  runId: string;
  /** false: a run with this key existed already, and this is it. */
  started: boolean;
}

/**
 * Checks a spec as the workflow does, before anything reaches the server.
 * @throws AnnealFailure InvalidSpec with every problem: path, what was given, what is allowed.
 */
export function checkSpec(spec: unknown): RunSpec {
  const secret = holdsSecret(spec);
  if (secret !== null) {
    throw new AnnealFailure(
      'InvalidSpec',
      `${secret} is shaped like a secret. A spec names things, it never carries keys: credentials belong into the worker's configuration (docs/configuration.md). Nothing was sent.`,
    );
  }
  const schema = schemas[workflowOf(spec)];
  const parsed = schema.safeParse(spec);
  if (parsed.success) return parsed.data;
  throw new AnnealFailure(
    'InvalidSpec',
    `The spec cannot be used:\n${problemsText(parsed.error, schema)}\nAll fields with their defaults: docs/spec.md.`,
  );
}

/**
 * Starts a run, exactly once for a key.
 * @throws AnnealFailure InvalidSpec; RunKeyConflict when the key belongs to a run of another spec.
 */
export async function startRun(client: Client, queue: string, spec: RunSpecInput, { runKey }: StartOptions): Promise<RunHandle> {
  const { name } = checkSpec(spec);
  const workflowId = runKey ?? `${name ?? 'run'}-${randomUUID().slice(0, 8)}`;
  try {
    const handle = await client.workflow.start(workflowOf(spec), {
      workflowId,
      taskQueue: queue,
      args: [spec],
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      staticSummary: summaryOf(spec),
    });
    return { workflowId, runId: handle.firstExecutionRunId, started: true };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return existingRun(client, workflowId, spec);
  }
}

/** The run that holds the key, if it does the same. */
async function existingRun(client: Client, workflowId: string, spec: RunSpecInput): Promise<RunHandle> {
  const { runId } = await client.workflow.getHandle(workflowId).describe();
  const [given] = await inputOf(client, workflowId, runId);
  if (canonicalJson(given ?? {}) === canonicalJson(spec)) return { workflowId, runId, started: false };
  throw new AnnealFailure(
    'RunKeyConflict',
    `The run key "${workflowId}" belongs to a run of another spec (run ${runId}). Take another key, or start that spec unchanged to get its run.`,
  );
}

/** The arguments that a run was started with. */
export async function inputOf(client: Client, workflowId: string, runId: string): Promise<unknown[]> {
  const response = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const payloads = response.history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  return payloads.map((payload) => client.options.loadedDataConverter.payloadConverter.fromPayload(payload));
}

/** One line for lists of workflows. */
export function summaryOf(spec: RunSpecInput): string {
  const taught = 'tasks' in spec ? spec.tasks.map((task) => task.name).join(' + ') : spec.stages.map((stage) => stage.name).join(' → ');
  return `Fine-tune ${spec.baseModel ?? 'the default base model'}: ${taught}`.slice(0, 200);
}
