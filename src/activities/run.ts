import type { LocalActivities, RunActivities } from '../contracts/activities.ts';
import type { DatasetFile } from '../contracts/dataset.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { FinishedRun } from '../contracts/finished-run.ts';
import type { Plan } from '../contracts/plan.ts';
import type { PriceTable } from '../contracts/prices.ts';
import type { SearchAttributeName } from '../contracts/search-attributes.ts';
import { hashOf } from '../data/canonical-json.ts';
import { runPrices } from '../evaluation/cost/run-prices.ts';
import { readMetric } from '../evaluation/score-file/metric-name.ts';
import { noOwnMetrics } from '../evaluation/score-file/own-file-metric.ts';
import type { OwnMetrics } from '../evaluation/score-file/own-file-metric.ts';
import { planFrom } from '../policy/plan.ts';
import type { Blobs } from '../storage/blobs.ts';
import { checkName } from '../storage/object-key.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { estimateSeconds, guessTokens } from '../training/estimate.ts';
import { resolveSchedule } from '../training/settings.ts';
import { publishModel } from './publish-model.ts';

export interface RunDependencies {
  store: ObjectStore;
  blobs: Blobs;
  /** Those that the server has registered. */
  searchAttributes: SearchAttributeName[];
  /** Metrics of one's own that this worker has. */
  ownMetrics?: OwnMetrics;
  /** What this worker's price table says; null: it has none. */
  prices?: PriceTable | null;
  /** Version of this package, for the lineage. */
  version: string;
}

/** Light steps of a run: its plan, its checkpoints, its end. */
export function createRunActivities(dependencies: RunDependencies): RunActivities & LocalActivities {
  const { store, blobs, searchAttributes, ownMetrics = noOwnMetrics, prices = null } = dependencies;
  return {
    /** Safe to retry: reads only. */
    openRun: async () => ({ searchAttributes }),

    /** Safe to retry: a function of its argument, and for prices of the day. */
    resolvePlan: async (request) => {
      const { spec, name, datasets, facts, compute } = request;
      // Now rather than at the end, when everything is trained.
      if (spec.name === undefined) checkName('the name of the model (the workflow id, since the spec gives no "name")', name);
      const trainings =
        'tasks' in spec ? spec.tasks.map(() => spec.training) : spec.stages.map((stage) => ({ ...spec.training, ...stage.training }));
      const ewc = 'stages' in spec && spec.antiForgetting.ewc;
      const estimatedSeconds = trainings.map((training, index) => {
        const heldRows = ewc && ewc.strength > 0 && index > 0 ? ewc.rows : 0;
        return estimateStage(datasets[index]!.files, { ...training, heldRows }, facts, compute);
      });
      const plan = planFrom({ ...request, estimatedSeconds, prices: runPrices(spec.evaluation.cost, prices, today()) });
      checkMetrics(plan.evaluation.metrics ?? [], ownMetrics);
      return { ...plan, hash: hashOf(plan) };
    },

    /** Safe to retry: one object under a name of its own, whose content follows from the request. */
    publishCheckpoint: async ({ runId, stage, job, training, accepted }) => {
      const key = `runs/${runId}/stages/${stage}/${job.attempt}.json`;
      const { start: _start, ...trained } = job;
      const body = JSON.stringify({ format: 1, stage, accepted, job: trained, training }, null, 2);
      const { written } = await store.put(key, body, { ifAbsent: true });
      if (!written && (await store.get(key))?.toString('utf8') !== body) {
        throw new AnnealFailure(
          'ContentConflict',
          `${key} exists already with another content. Two runs cannot share a run id: look at who wrote it, and delete it if it is not this run's.`,
        );
      }
      return { key, adapter: training.adapter };
    },

    /** Safe to retry: named by its content. */
    keepFinishedRun: (run) => blobs.putJson(run),

    /** Safe to retry: a run has one version, and its report is overwritten by an equal one. */
    publishModel: async ({ run }) => publishModel(dependencies, FinishedRun.parse(await blobs.readJson(run))),
  };
}

/** "2026-02-01", in UTC: prices are dated by days. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** @throws AnnealFailure InvalidSpec for a metric that there is not, or with an option that is not allowed */
function checkMetrics(metrics: readonly string[], own: OwnMetrics): void {
  metrics.forEach((text, index) => {
    try {
      readMetric(text, own);
    } catch (error) {
      if (!(error instanceof AnnealFailure)) throw error;
      throw new AnnealFailure('InvalidSpec', `evaluation.metrics[${index}]: ${error.message}`, { cause: error });
    }
  });
}

/** Seconds of training and of evaluating a stage, from the sizes of its files: nothing is read for it. */
function estimateStage(
  files: DatasetFile[],
  training: Parameters<typeof resolveSchedule>[1] & { evaluationsPerEpoch?: number | undefined; heldRows: number },
  facts: Plan['baseFacts'],
  compute: Plan['compute'],
): number {
  const lines = (split: DatasetFile['split'], share: number) => {
    const own = files.filter((file) => file.split === split).reduce((sum, file) => sum + file.lines, 0);
    const unsplit = files.filter((file) => file.split === null).reduce((sum, file) => sum + file.lines, 0);
    return Math.max(1, Math.round(own + unsplit * share));
  };
  const characters = files.reduce((sum, file) => sum + file.content.size, 0);
  const total = files.reduce((sum, file) => sum + file.lines, 0);
  const rows = lines('train', 0.8);
  return estimateSeconds({
    rows,
    validationRows: lines('validation', 0.1),
    meanTokens: guessTokens(characters / Math.max(1, total)),
    epochs: resolveSchedule(rows, training).epochs,
    evaluationsPerEpoch: training.evaluationsPerEpoch ?? 4,
    heldRows: training.heldRows,
    parameters: facts.parameters,
    compute,
  });
}
