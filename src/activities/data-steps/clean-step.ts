import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { CleanedDataset } from '../../contracts/dataset.ts';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { PiiSpec } from '../../contracts/pii-spec.ts';
import { runStep } from '../../preparation/run-step.ts';
import { putStep, sum, stepVersions, type PreparationMeans, type Request, type Step, type StepDependencies } from './step.ts';

export function cleanStep({ blobs, means }: StepDependencies, request: Request<'cleanDataset'>): Step<CleanedDataset> {
  const { stage, files, fresh: _, ...settings } = request;
  const cleaner = cleanerOf(means, settings.cleaning.domain);
  requireMeans(settings.pii, means);
  return {
    identity: {
      step: 'cleanDataset',
      version: stepVersions.cleanDataset,
      inputs: files.map(({ uri, split, content }) => ({ uri, split, sha256: content.sha256 })),
      parameters: {
        ...settings,
        cleaner: cleaner && { name: cleaner.cleaner.name, version: cleaner.cleaner.version, sha256: cleaner.sha256 },
        hashKey: hashes(settings.pii) && means.hashKey !== null ? fingerprint(means.hashKey) : null,
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

function cleanerOf({ domainCleaners }: PreparationMeans, name: string | undefined) {
  if (name === undefined) return null;
  const found = domainCleaners.find(({ cleaner }) => cleaner.name === name);
  if (found !== undefined) return found;
  const names = domainCleaners.map(({ cleaner }) => cleaner.name);
  const has = names.length === 0 ? 'this worker has none' : `this worker has ${names.join(', ')}`;
  throw new AnnealFailure(
    'InvalidSpec',
    `cleaning.domain is ${JSON.stringify(name)}, and ${has}. Name one of these, leave it out, or name the module's path in the worker's ANNEAL_DOMAIN_CLEANERS (docs/data-cleaning.md).`,
  );
}

function hashes({ policies }: PiiSpec): boolean {
  return Object.values(policies).includes('hash');
}

function requireMeans(pii: PiiSpec, { hashKey, detector }: PreparationMeans): void {
  if (hashes(pii) && hashKey === null)
    throw new AnnealFailure(
      'InvalidSpec',
      'A policy of pii.policies is hash, and this worker has no key. Set ANNEAL_PII_HASH_KEY to 16 characters or more in the worker’s environment, or choose redact.',
    );
  if (pii.detector && detector === null)
    throw new AnnealFailure(
      'InvalidSpec',
      'pii.detector is true, and this worker has no detector. Set ANNEAL_PII_DETECTOR to the address of a Presidio analyzer in the worker’s environment, or leave pii.detector out.',
    );
}

/** Tells keys apart without telling them. */
function fingerprint(key: string): string {
  return createHmac('sha256', key).update('anneal pii hash key').digest('hex').slice(0, 16);
}
