import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { CleanedDataset } from '../../contracts/dataset.ts';
import { hashesValues, namedCleaner, requireMeans } from '../../preparation/required-means.ts';
import { runStep } from '../../preparation/run-step.ts';
import { putStep, sum, stepVersions, type Request, type Step, type StepDependencies } from './step.ts';

export function cleanStep({ blobs, means }: StepDependencies, request: Request<'cleanDataset'>): Step<CleanedDataset> {
  const { stage, files, fresh: _, ...settings } = request;
  const cleaner = namedCleaner(means.domainCleaners, settings.cleaning.domain);
  requireMeans(settings.pii, means);
  return {
    identity: {
      step: 'cleanDataset',
      version: stepVersions.cleanDataset,
      inputs: files.map(({ uri, split, content }) => ({ uri, split, sha256: content.sha256 })),
      parameters: {
        ...settings,
        cleaner: cleaner && { name: cleaner.cleaner.name, version: cleaner.cleaner.version, sha256: cleaner.sha256 },
        hashKey: hashesValues(settings.pii) && means.hashKey !== null ? fingerprint(means.hashKey) : null,
        detector: settings.pii.detector ? means.detector : null,
      },
    },
    schema: CleanedDataset,
    work: async ({ folder, ...room }) => {
      const local = files.map(({ uri, split }, index) => ({ uri, split, path: join(folder, `input-${index}`) }));
      for (const [index, { path }] of local.entries()) await blobs.fetch(files[index]!.content, path);
      const cleaned = await runStep(
        'clean',
        {
          dataset: stage,
          files: local,
          folder,
          threads: means.threads,
          settings: {
            ...settings,
            textOnly: true,
            means: { domainCleaner: cleaner?.path ?? null, hashKey: means.hashKey, detector: means.detector },
          },
        },
        sum(files.map(({ content }) => content.size)),
        room,
      );
      const { stored, refs } = await putStep(blobs, cleaned);
      return { result: stored, refs };
    },
  };
}

/** Tells keys apart without telling them. */
function fingerprint(key: string): string {
  return createHmac('sha256', key).update('anneal pii hash key').digest('hex').slice(0, 16);
}
