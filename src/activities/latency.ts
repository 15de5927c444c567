import { Context } from '@temporalio/activity';
import { z } from 'zod';
import type { LatencyActivities, LatencyRequest, LatencyResult } from '../contracts/activities.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { type Message, Row } from '../contracts/row.ts';
import { LoadLevel } from '../contracts/serving-report.ts';
import { promptOf } from '../data/canonical-row.ts';
import { prefixRow } from '../data/prefix-row.ts';
import { sampleRows } from '../evaluation/sample-rows.ts';
import { type Load, loadEndpoint, requestsInAll } from '../inference/load/load-endpoint.ts';
import type { ModelServer } from '../inference/model-server.ts';
import type { Blobs } from '../storage/blobs.ts';
import { stepKey, type StepResults } from '../storage/step-results.ts';
import type { TrainerPool } from '../trainer-process/trainer-pool.ts';
import type { TrainerSession } from '../trainer-process/trainer-session.ts';
import { type EvaluationProgress, reportEvaluation } from './evaluation-progress.ts';

/** Raised when the same server would be measured otherwise: then stored times no longer count. */
const latencyStep = { step: 'measureLatency', version: 1 } as const;

/** For one answer. Behind a hundred others it may wait long on a laptop. */
const answerMs = 300_000;

export interface LatencyDependencies {
  blobs: Pick<Blobs, 'readLines'>;
  stepResults: StepResults;
  withTrainer: TrainerPool['withTrainer'];
  server: ModelServer;
}

/** Serves a model on this machine, and times what it says to the questions of a test set. */
export function createLatencyActivities(dependencies: LatencyDependencies): LatencyActivities {
  return {
    /** Safe to retry: times are kept under a key of all that decides them, and whoever was first is believed; the server ends with the attempt. */
    measureLatency: async (request) => {
      const { cancellationSignal: signal } = Context.current();
      using progress = reportEvaluation(`latency of ${request.title}`, request.timing.heartbeatSeconds);
      try {
        return await measured(dependencies, request, progress, signal);
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      }
    },
  };
}

async function measured(
  dependencies: LatencyDependencies,
  request: LatencyRequest,
  progress: EvaluationProgress,
  signal: AbortSignal,
): Promise<LatencyResult> {
  const { stepResults, server, withTrainer } = dependencies;
  const { engine } = server;
  const without = (reason: string): LatencyResult => ({ report: null, engine, reason });
  const key = latencyKey(request, engine);
  const found = await stepResults.find(latencyStep.step, key, z.array(LoadLevel));
  if (found !== null) return { report: found, engine, reason: null };
  const missing = await server.missing();
  if (missing !== null) return without(missing);
  const questions = await questionsOf(dependencies, request);
  if (questions.length === 0) return without('The test set has no rows, so there is nothing to ask.');
  const load: Load = {
    questions,
    concurrency: request.latency.concurrency,
    requests: request.latency.requests,
    warmUp: null,
    maxTokens: request.maxNewTokens,
    timeoutMs: answerMs,
    signal,
  };
  try {
    // The device is held to the end: a training beside it would be measured, too.
    const report = await withTrainer({ signal, onWaiting: progress.waiting }, (session) =>
      serveAndLoad(server, request, load, { session, progress, signal }),
    );
    return { report: await stepResults.keep(latencyStep.step, key, report, [], { firstWins: true }), engine, reason: null };
  } catch (error) {
    // A model that llama.cpp does not know is served otherwise; that is no fault of the run.
    if (error instanceof AnnealFailure && error.name === 'BackendRefused') return without(error.message);
    throw error;
  }
}

async function serveAndLoad(
  server: ModelServer,
  { model, set }: LatencyRequest,
  load: Load,
  { session, progress, signal }: { session: TrainerSession; progress: EvaluationProgress; signal: AbortSignal },
): Promise<LoadLevel[]> {
  progress.expect(requestsInAll(load));
  progress.trainer(session.pid);
  const running = await server.start({ model, format: set.format, session, signal });
  try {
    const onProgress: Load['onProgress'] = ({ doneInAll: done, totalInAll: total }) =>
      progress.asked({ doing: 'answering', done, total, tokensPerSecond: null, etaSeconds: null });
    return await loadEndpoint({ url: running.url, model: running.model, apiKey: null, api: 'chat' }, { ...load, onProgress });
  } finally {
    await running.stop();
  }
}

async function questionsOf({ blobs }: LatencyDependencies, { set, latency, seed }: LatencyRequest): Promise<Message[][]> {
  const rows: Row[] = [];
  for await (const line of blobs.readLines(set.rows)) rows.push(Row.parse(line));
  return sampleRows(rows, { count: latency.rows, seed, purpose: 'latency' }).map((row) => promptOf(prefixRow(row, set.prefix)));
}

/** Hash of what decides the times, as far as it can be known. A fresh run measures anew. */
function latencyKey({ model, set, latency, compute, maxNewTokens, seed, fresh }: LatencyRequest, engine: string): string {
  const adapter = model.adapter && Object.fromEntries(Object.entries(model.adapter).map(([name, { sha256 }]) => [name, sha256]));
  return stepKey({
    ...latencyStep,
    inputs: { base: model.base.hash, adapter, rows: set.rows.sha256 },
    parameters: { ...latency, format: set.format, prefix: set.prefix, maxNewTokens, seed },
    environment: {
      engine,
      device: compute.device,
      ...(fresh === true && { askedBy: Context.current().info.workflowExecution?.runId }),
    },
  });
}
