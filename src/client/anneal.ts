import { basename } from 'node:path';
import { readConfig, type Config } from '../config.ts';
import type { DataReport } from '../contracts/data-report.ts';
import type { Plan } from '../contracts/plan.ts';
import type { RunReport } from '../contracts/report.ts';
import type { RunResult, StageDecision } from '../contracts/run.ts';
import type { RunSpecInput } from '../contracts/spec.ts';
import { askRun, type Answer, type AskOptions } from './ask-run.ts';
import { openStore, type Connections } from './connections.ts';
import { connectTemporal } from './connect-temporal.ts';
import { cancelRun, decideStage, holdRun } from './control-run.ts';
import { describeRun, listRuns, resultOf, type RunDescription, type RunListing } from './describe-run.ts';
import { getModel, type FetchedModel } from './get-model.ts';
import { readDataReport, readRenderedDataReport } from './read-data-report.ts';
import { readLogs, readRenderedReport, readReport } from './read-report.ts';
import { type OpinionCalls, opinionCalls } from './opinions.ts';
import { planRun } from './plan-run.ts';
import { rerun, type RerunOptions } from './rerun.ts';
import { type Schedules, schedulesOf } from './schedules.ts';
import { startRun, type RunHandle, type StartOptions } from './start-run.ts';
import { testQuestions, type TestQuestions } from './test-questions.ts';
import { uploadDataset } from './upload-dataset.ts';
import { watchRun, type RunWatch } from './watch-run.ts';

export interface ConnectOptions {
  /** Default: the environment (docs/configuration.md), else the dev environment that runs in this checkout. */
  config?: Config;
}

/** Everything that can be done with runs. Failures are AnnealFailure with a name to act on. */
export interface Anneal extends OpinionCalls {
  /** Starts a run, exactly once for a `runKey`. */
  start(spec: RunSpecInput, options?: StartOptions): Promise<RunHandle>;
  /** Starts a run of another run's spec, with some values changed. */
  rerun(run: string, options?: RerunOptions): Promise<RunHandle>;
  /** Runs that start by themselves. */
  readonly schedules: Schedules;
  /** What a run of this spec would do, on what data, for how long. */
  plan(spec: RunSpecInput): Promise<Plan>;
  describe(run: string): Promise<RunDescription>;
  /** Descriptions until the run has ended. */
  watch(run: string, options?: { intervalMs?: number; signal?: AbortSignal }): RunWatch;
  /** The result; throws RunEnded for a run that failed or was cancelled. */
  wait(run: string): Promise<RunResult>;
  list(options?: { limit?: number }): Promise<RunListing[]>;
  /** `stage` defaults to the one that the run waits for. */
  decide(run: string, decision: StageDecision['decision'], stage?: string): Promise<string>;
  pause(run: string): Promise<string>;
  resume(run: string): Promise<string>;
  cancel(run: string): Promise<string>;
  /** With what people and a judge have said of the run since its end. */
  report(run: string): Promise<RunReport>;
  /** What the run's model was asked in its tests: for `measureLatency`, say. `prefixed: false` leaves a task's prefix out. */
  testQuestions(run: string, options?: { stage?: string; prefixed?: boolean }): Promise<TestQuestions>;
  /** The report as a page. */
  renderedReport(run: string, format: 'markdown' | 'html'): Promise<string>;
  /** What became of every row of the run; also while it goes on, once its data are prepared. */
  dataReport(run: string): Promise<DataReport>;
  /** The same as a page. */
  renderedDataReport(run: string, format: 'markdown' | 'html'): Promise<string>;
  /** Logs of the run's trainers, oldest first. */
  logs(run: string): AsyncIterable<{ name: string; text: string }>;
  /** Fetches the adapter of a run, or with `merged` a whole model, into a new folder. */
  getModel(run: string, folder: string, options?: { merged?: boolean }): Promise<FetchedModel>;
  /** Asks the run's model, and with `compare` its base too. */
  ask(run: string, text: string, options?: AskOptions): Promise<Answer[]>;
  /** Puts a local dataset file into the store and returns its `s3://` address. `label`: how messages shall name it. */
  uploadDataset(path: string, label?: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * Connects to Temporal, and to the store when it is needed.
 * @throws AnnealFailure TemporalUnavailable; InvalidInput for an environment that cannot be used.
 */
export async function connectAnneal({ config = readConfig() }: ConnectOptions = {}): Promise<Anneal> {
  const temporal = await connectTemporal(config);
  let opened: ReturnType<Connections['store']> | null = null;
  const connections: Connections = { temporal, queue: config.queue, store: () => (opened ??= openStore(config)) };
  return {
    start: (spec, options = {}) => startRun(temporal, config.queue, spec, options),
    rerun: (run, options = {}) => rerun(temporal, config.queue, run, options),
    schedules: schedulesOf(temporal, config.queue),
    plan: (spec) => planRun(temporal, config.queue, spec),
    describe: (run) => describeRun(temporal, run),
    watch: (run, options) => watchRun(temporal, run, options),
    wait: (run) => resultOf(temporal, run),
    list: ({ limit = 20 } = {}) => listRuns(temporal, { limit }),
    decide: (run, decision, stage) => decideStage(temporal, run, decision, stage),
    pause: (run) => holdRun(temporal, run, 'pause'),
    resume: (run) => holdRun(temporal, run, 'resume'),
    cancel: (run) => cancelRun(temporal, run),
    report: (run) => readReport(connections, run),
    testQuestions: async (run, options) => testQuestions(connections.store().blobs, await readReport(connections, run), options),
    renderedReport: (run, format) => readRenderedReport(connections, run, format),
    dataReport: (run) => readDataReport(connections, run),
    renderedDataReport: (run, format) => readRenderedDataReport(connections, run, format),
    logs: (run) => readLogs(connections, run),
    getModel: (run, folder, options = {}) => getModel(connections, run, folder, options),
    ask: (run, text, options = {}) => askRun(connections, run, text, options),
    ...opinionCalls(connections, config),
    uploadDataset: (path, label = basename(path)) => uploadDataset(connections, path, label),
    close: async () => {
      opened?.objects.close();
      await temporal.connection.close();
    },
  };
}
