import { workflowInfo } from '@temporalio/workflow';
import type { TestSet } from '../contracts/activities.ts';
import type { RowsRef } from '../contracts/blob.ts';
import type { ReadingSpec } from '../contracts/dataset-reading.ts';
import { frozenRows, type DatasetSplits, type DeduplicatedDataset, type SplitOutcome } from '../contracts/dataset.ts';
import type { Plan, PlannedStage } from '../contracts/plan.ts';
import type { DataReportKeys } from '../contracts/run.ts';
import { frozenPii } from '../policy/frozen-pii.ts';
import { rowsText } from '../policy/gate-words.ts';
import { maxTokens } from '../policy/max-tokens.ts';
import { summaryText } from '../policy/summary-text.ts';
import { dataSteps } from './proxies.ts';
import type { RunTracker } from './run-tracker.ts';

/** The rows of a stage or a task: clean, checked and split. */
export interface PreparedDataset {
  plan: PlannedStage;
  dataset: DeduplicatedDataset;
  splits: DatasetSplits;
}

export interface PreparedData {
  datasets: PreparedDataset[];
  outcome: SplitOutcome;
}

/**
 * Cleans, judges and deduplicates the rows of all stages or tasks side by side, then splits them once over all of them, so
 * that none trains on another's test rows.
 */
export async function prepareData(plan: Plan, run: RunTracker): Promise<PreparedData> {
  run.status('preparing');
  const { fresh, preparation } = plan;

  return run.measure('preparing data', async () => {
    const [prepared, against] = await Promise.all([
      Promise.all(plan.stages.map((stage) => prepareDataset(stage, plan))),
      cleanFrozen(plan, run),
    ]);
    const stages = plan.stages.map(({ name: stage }, index) => ({ stage, dataset: prepared[index]! }));
    const { duplicates } = preparation;
    const outcome = await dataSteps().splitDatasets.executeWithOptions(
      { summary: 'Split all rows together, and prove that no test row is trained on' },
      [{ name: plan.name, stages, against, split: plan.split, duplicates, fresh }],
    );
    const datasets = plan.stages.map((stage, index) => ({ plan: stage, dataset: prepared[index]!, splits: outcome.splits[index]! }));
    run.prepared(
      datasets.map(({ plan: { name }, dataset: { counts }, splits: { leaks } }) => ({
        stage: name,
        read: counts.read,
        kept: counts.kept,
        leaks,
      })),
    );
    for (const warning of outcome.warnings) run.note(warning);
    return { datasets, outcome };
  });
}

async function prepareDataset({ name: stage, files, answers, format, ...own }: PlannedStage, plan: Plan): Promise<DeduplicatedDataset> {
  const { fresh, tokenizer, baseFacts } = plan;
  const { cleaning, pii, duplicates, ...rules } = plan.preparation;
  const { cleanDataset, validateDataset, deduplicateDataset } = dataSteps();
  const validation = own.validation ?? rules.validation;
  const cleaned = await cleanDataset.executeWithOptions({ summary: summaryText(`${stage}: read and clean the rows`) }, [
    { stage, files, reading: own.reading, cleaning, pii, formatting: own.formatting ?? rules.formatting, format, fresh },
  ]);
  const rowTokens = maxTokens(own.training, baseFacts);
  const validated = await validateDataset.executeWithOptions(
    { summary: summaryText(`${stage}: judge ${rowsText(cleaned.counts.kept)} by the rules`) },
    [{ stage, cleaned, answers, validation, pii, format, tokenizer, rowTokens, fresh }],
  );
  const { minimumKeptShare, minimumKeptRows } = validation;
  return deduplicateDataset.executeWithOptions(
    { summary: summaryText(`${stage}: find duplicates and conflicts in ${rowsText(validated.counts.kept)}`) },
    [{ stage, validated, duplicates, kept: { minimumKeptShare, minimumKeptRows }, pii, fresh }],
  );
}

/**
 * Rows that nobody trains on become what a stage's rows become, so that they can be compared; none of them ends the run. What
 * could not be read is told of, for it is compared with nothing.
 */
async function cleanFrozen(plan: Plan, run: RunTracker): Promise<{ name: string; rows: RowsRef }[]> {
  const { against: files, stages, fresh } = plan;
  const { cleaning, pii, formatting } = plan.preparation;
  if (files.length === 0) return [];
  const { cleanDataset } = dataSteps();
  const cleaned = await cleanDataset.executeWithOptions({ summary: 'Read the rows that nobody trains on' }, [
    { stage: frozenRows, files, reading: sharedColumns(stages), cleaning, pii: frozenPii(pii), formatting, format: 'chat', fresh },
  ]);
  const { read, kept } = cleaned.counts;
  if (kept < read)
    run.note(
      `${rowsText(read - kept)} of ${read} that nobody trains on could not be read, and no row was compared with them: look at the files of duplicates.contamination.against`,
    );
  return cleaned.parts.map(({ rows }) => ({ name: frozenRows, rows }));
}

/** The column mapping that all stages have in common, else none. */
function sharedColumns(stages: readonly PlannedStage[]): ReadingSpec {
  const columns = stages[0]?.reading.columns;
  const shared = stages.every(({ reading }) => JSON.stringify(reading.columns) === JSON.stringify(columns));
  return columns !== undefined && shared ? { columns } : {};
}

/** Measures what is left and writes the data report, which the run card links. */
export async function reportPreparation({ datasets, outcome }: PreparedData, plan: Plan, run: RunTracker): Promise<DataReportKeys> {
  const { workflowId, firstExecutionRunId: runId } = workflowInfo();
  const { name, split, preparation, tokenizer, fresh } = plan;
  const stages = datasets.map(({ plan: { name: stage, files, reading }, dataset, splits }) => ({ stage, files, reading, dataset, splits }));
  const { evidence, warnings } = outcome;
  const keys = await dataSteps().reportData.executeWithOptions({ summary: 'Write the data report' }, [
    {
      runId,
      name,
      stages,
      outcome: { evidence, warnings },
      settings: { ...preparation, split },
      tokenizer,
      format: plan.stages[0]!.format,
      fresh,
    },
  ]);
  run.note(`The data report: \`anneal data report ${workflowId}\`, in the store \`${keys.html}\``);
  return keys;
}

/** The rows of one split, as an evaluation asks for them. */
export function testSet({ plan, dataset, splits }: PreparedDataset, split: 'validation' | 'test'): TestSet {
  const { answers, labels } = dataset;
  return { test: plan.name, split, rows: splits[split], answers, labels, format: plan.format, prefix: plan.prefix, train: splits.train };
}
