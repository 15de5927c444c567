import { DeduplicatedDataset } from '../../contracts/dataset.ts';
import { keptTooFew, leastRows } from '../../data/validation/require-kept.ts';
import { runStep } from '../../preparation/run-step.ts';
import { fetchParts, partBytes, putStep, stepVersions, type Request, type Step, type StepDependencies } from './step.ts';

export function deduplicateStep({ blobs, means }: StepDependencies, request: Request<'deduplicateDataset'>): Step<DeduplicatedDataset> {
  const { stage, validated, duplicates, kept, pii, fresh: _ } = request;
  const { answers, labels } = validated;
  return {
    identity: {
      step: 'deduplicateDataset',
      version: stepVersions.deduplicateDataset,
      inputs: validated,
      parameters: { duplicates, kept, pii },
    },
    schema: DeduplicatedDataset,
    work: async ({ folder, ...room }) => {
      const parts = await fetchParts(blobs, validated.parts, folder);
      const { counts } = validated;
      const found = await runStep(
        'deduplicate',
        { dataset: stage, parts, counts, answers, duplicates, pii, workers: means.threads, folder },
        partBytes(validated),
        room,
      );
      const { stored, refs } = await putStep(blobs, found, validated);
      const tooFew = keptTooFew(stage, stored.counts, kept, leastRows);
      if (tooFew !== null) throw tooFew;
      return { result: { ...stored, answers, labels, duplicates: found.duplicates, statistics: found.statistics }, refs };
    },
  };
}
