import { ValidatedDataset } from '../../contracts/dataset.ts';
import { runStep } from '../../preparation/run-step.ts';
import { fetchParts, localTokenizer, partBytes, putStep, stepVersions, type Request, type Step, type StepDependencies } from './step.ts';

export function validateStep({ blobs, means }: StepDependencies, request: Request<'validateDataset'>): Step<ValidatedDataset> {
  const { stage, cleaned, tokenizer, fresh: _, ...parameters } = request;
  return {
    identity: { step: 'validateDataset', version: stepVersions.validateDataset, inputs: { cleaned, tokenizer }, parameters },
    schema: ValidatedDataset,
    work: async ({ folder, ...room }) => {
      const parts = await fetchParts(blobs, cleaned.parts, folder);
      const source = await localTokenizer(means, tokenizer);
      const validated = await runStep(
        'validate',
        { dataset: stage, parts, counts: cleaned.counts, ...parameters, tokenizer: source, threads: means.threads, folder },
        partBytes(cleaned),
        room,
      );
      const { stored, refs } = await putStep(blobs, validated, cleaned);
      return { result: { ...stored, answers: validated.answers, labels: validated.labels }, refs };
    },
  };
}
