import { z } from 'zod';
import { BlobRef } from '../../contracts/blob.ts';
import { QuarantineReason, type DataReport } from '../../contracts/data-report.ts';
import { SplitEvidenceFile } from '../../contracts/split-proof.ts';
import { runStep } from '../../preparation/run-step.ts';
import type { ReportedDataset } from '../../preparation/report-data.ts';
import { settingsList } from '../../report/data/settings-list.ts';
import { blobKey } from '../../storage/blobs.ts';
import { fetchRows, localTokenizer, partBytes, stepVersions, sum, type Request, type Step, type StepDependencies } from './step.ts';

/** The data report but for its time, which no step may know. */
export const KeptReport = z.strictObject({ report: BlobRef });
export type KeptReport = z.infer<typeof KeptReport>;

export function reportStep({ blobs, means }: StepDependencies, request: Request<'reportData'>): Step<KeptReport> {
  const { name, stages, outcome, settings, tokenizer, format } = request;
  const parameters = { name, settings, format };
  return {
    identity: { step: 'reportData', version: stepVersions.reportData, inputs: { stages, outcome, tokenizer }, parameters },
    schema: KeptReport,
    work: async ({ folder, ...room }) => {
      const { proof, report, contamination } = SplitEvidenceFile.parse(await blobs.readJson(outcome.evidence));
      const datasets: ReportedDataset[] = [];
      for (const [index, stage] of stages.entries()) datasets.push(await reportedDataset(stage, index, folder));
      const described = await runStep(
        'report',
        {
          name,
          datasets,
          split: { ...proof, ...report },
          contamination,
          refusals: [],
          warnings: outcome.warnings,
          settings: settingsList(settings),
          steps: Object.entries(stepVersions).map(([step, version]) => ({ name: step, version: String(version) })),
          tokenizer: await localTokenizer(means, tokenizer),
          format,
          threads: means.threads,
        },
        sum(stages.map(({ dataset }) => partBytes(dataset))),
        room,
      );
      const kept = await blobs.putJson(described satisfies Omit<DataReport, 'preparedAt'>);
      return { result: { report: kept }, refs: [kept] };
    },
  };

  async function reportedDataset(
    { stage, dataset, files, splits }: Request<'reportData'>['stages'][number],
    index: number,
    folder: string,
  ): Promise<ReportedDataset> {
    const lists = [...dataset.findings, splits.findings];
    const findings: string[] = [];
    for (const [number, ref] of lists.entries()) findings.push(await fetchRows(blobs, ref, folder, `findings-${index}-${number}`));
    const quarantine: QuarantineReason[][] = [];
    for (const ref of dataset.quarantine) quarantine.push(QuarantineReason.array().parse(await blobs.readJson(ref)));
    const parts: ReportedDataset['parts'][number][] = [];
    for (const split of ['train', 'validation', 'test'] as const)
      parts.push({ split, path: await fetchRows(blobs, splits[split], folder, `${split}-${index}`), rows: splits[split] });
    return {
      name: stage,
      files: files.map(({ uri, content, lines, format: found = 'jsonl' }) => ({
        uri,
        format: found,
        sha256: content.sha256,
        bytes: content.size,
        rows: lines,
      })),
      read: dataset.counts.read,
      findings,
      quarantine,
      duplicates: dataset.duplicates,
      labels: dataset.labels,
      parts,
      findingsAt: lists.map(blobKey).join(', '),
    };
  }
}
