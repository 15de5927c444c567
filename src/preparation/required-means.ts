import { AnnealFailure } from '../contracts/failure.ts';
import type { PiiSpec } from '../contracts/pii-spec.ts';
import type { DomainCleanerModule } from '../data/cleaning/clean-domain.ts';
import type { CleaningMeans } from './cleaning-settings.ts';

/** The domain cleaner that a spec names, among those of the configuration. @throws InvalidSpec where there is none of the name */
export function namedCleaner<T extends DomainCleanerModule>(configured: readonly T[], name: string | undefined): T | null {
  if (name === undefined) return null;
  const found = configured.find(({ cleaner }) => cleaner.name === name);
  if (found !== undefined) return found;
  const names = configured.map(({ cleaner }) => cleaner.name);
  const has = names.length === 0 ? 'none is configured here' : `configured here are ${names.join(', ')}`;
  throw new AnnealFailure(
    'InvalidSpec',
    `cleaning.domain is ${JSON.stringify(name)}, and ${has}. Name one of these, leave it out, or name the module's path in ANNEAL_DOMAIN_CLEANERS (docs/data-cleaning.md).`,
  );
}

export function hashesValues({ policies }: PiiSpec): boolean {
  return Object.values(policies).includes('hash');
}

/** @throws InvalidSpec where the rules ask for a key or a detector that the configuration does not have */
export function requireMeans(pii: PiiSpec, { hashKey, detector }: Pick<CleaningMeans, 'hashKey' | 'detector'>): void {
  if (hashesValues(pii) && hashKey === null)
    throw new AnnealFailure(
      'InvalidSpec',
      'A policy of pii.policies is hash, and no key is configured here. Set ANNEAL_PII_HASH_KEY to 16 characters or more, or choose redact.',
    );
  if (pii.detector && detector === null)
    throw new AnnealFailure(
      'InvalidSpec',
      'pii.detector is true, and no detector is configured here. Set ANNEAL_PII_DETECTOR to the address of a Presidio analyzer, or leave pii.detector out.',
    );
}
