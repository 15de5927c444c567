import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AnnealFailure } from '../contracts/failure.ts';
import { hashOf } from '../data/canonical-json.ts';
import { probeStore, type StoreProbe } from '../storage/probe.ts';
import type { S3StoreOptions, StoreAbilities } from '../storage/s3-object-store.ts';
import { version } from '../version.ts';

/** Stores are upgraded and replaced behind their addresses; a probe costs some 70 small requests. */
const trustedMs = 7 * 24 * 3600 * 1000;

const Note = z.strictObject({
  abilities: z.strictObject({ conditionalWrites: z.boolean(), checksums: z.boolean() }),
  /** Of Anneal: another one may ask for other abilities. */
  version: z.string(),
  probedAt: z.number().describe('milliseconds since 1970'),
});

/**
 * What the store can do, probed once a week for each store and remembered in the home folder: a worker that died should be
 * back at once. Credentials are looked at by the first request in any case.
 * @throws AnnealFailure StoreRefused, StoreUnavailable with what the probe saw and how to mend it. A store that is only away
 * is no reason to forget what it can do.
 */
export async function storeAbilities(options: S3StoreOptions, home: string, now = Date.now()): Promise<StoreAbilities> {
  const { endpoint = null, region } = options.connection;
  const place = { endpoint, region, bucket: options.bucket, prefix: options.prefix ?? '' };
  const file = join(home, 'stores', `${hashOf(place).slice(0, 16)}.json`);
  const known = Note.safeParse(await readFile(file, 'utf8').then(JSON.parse, () => null)).data ?? null;
  const age = known === null ? Infinity : now - known.probedAt;
  if (known?.version === version && age >= 0 && age < trustedMs) return known.abilities;
  const probe = await probeStore(options);
  if (!probe.usable) {
    const failure = unusable(probe, place);
    if (known !== null && failure.name === 'StoreUnavailable') return known.abilities;
    throw failure;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ abilities: probe.abilities, version, probedAt: now } satisfies z.infer<typeof Note>));
  return probe.abilities;
}

function unusable({ checks }: StoreProbe, { endpoint, bucket }: { endpoint: string | null; bucket: string }): AnnealFailure {
  const failed = checks.find((check) => check.required && !check.ok);
  // The first check fails with the store's own refusal, which says where and what to do.
  const what =
    failed === checks[0]
      ? failed?.detail
      : `The store ${endpoint ?? 'AWS S3'}, bucket ${bucket}, cannot be used: ${failed?.name}: ${failed?.detail} ${failed?.mend ?? ''}`;
  return new AnnealFailure(failed?.failure ?? 'StoreRefused', `${what} \`anneal doctor\` shows every check.`);
}
