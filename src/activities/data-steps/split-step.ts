import type { RowsRef } from '../../contracts/blob.ts';
import { SplitOutcome, type DatasetSplits } from '../../contracts/dataset.ts';
import type { SplitEvidenceFile } from '../../contracts/split-proof.ts';
import { runStep } from '../../preparation/run-step.ts';
import { fetchParts, fetchRows, partBytes, put, stepVersions, sum, type Request, type Step, type StepDependencies } from './step.ts';

/** @param earlier the ledger of the run before, which is kept to */
export function splitStep(
  { blobs, means }: StepDependencies,
  request: Request<'splitDatasets'>,
  earlier: RowsRef | null,
): Step<SplitOutcome> {
  const { stages, against, split, duplicates } = request;
  return {
    identity: {
      step: 'splitDatasets',
      version: stepVersions.splitDatasets,
      inputs: { stages: stages.map(({ stage, dataset: { parts, answers } }) => ({ stage, parts, answers })), against, earlier },
      parameters: { split, duplicates },
    },
    schema: SplitOutcome,
    work: async ({ folder, ...room }) => {
      const local = [];
      for (const [index, { stage, dataset }] of stages.entries()) {
        const parts = await fetchParts(blobs, dataset.parts, folder, `stage-${index}`);
        local.push({ stage, answersAreLabels: dataset.answers === 'labels', parts });
      }
      const frozen = [];
      for (const [index, { name, rows }] of against.entries())
        frozen.push({ name, path: await fetchRows(blobs, rows, folder, `frozen-${index}`) });
      const ledger = earlier && { name: earlier.sha256, path: await fetchRows(blobs, earlier, folder, 'earlier') };
      const bytes = sum(stages.map(({ dataset }) => partBytes(dataset)));
      const shared = { frozen, split, duplicates, workers: means.threads, folder };
      const { parts, proof, warnings } = await runStep('split', { ...shared, stages: local, earlier: ledger }, bytes, room);
      const splits: DatasetSplits[] = [];
      for (const { files, findings, dropped } of parts.stages) {
        const [train, validation, test] = [await put(blobs, files.train), await put(blobs, files.validation), await put(blobs, files.test)];
        splits.push({ train, validation, test, findings: await put(blobs, findings), leaks: dropped });
      }
      const written = await put(blobs, parts.ledgerFile);
      const { report, contamination } = parts;
      const evidence = await blobs.putJson({ proof, report, contamination } satisfies SplitEvidenceFile);
      const result = { splits, ledger: written, evidence, warnings };
      const rows = splits.flatMap(({ train, validation, test, findings }) => [train, validation, test, findings]);
      return { result, refs: [...rows, written, evidence] };
    },
  };
}
