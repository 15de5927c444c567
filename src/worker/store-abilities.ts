import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AnnealFailure } from '../contracts/failure.ts';
import { hashOf } from '../data/canonical-json.ts';
import { probeStore } from '../storage/probe.ts';
import type { S3StoreOptions, StoreAbilities } from '../storage/s3-object-store.ts';

const Known = z.strictObject({ conditionalWrites: z.boolean(), checksums: z.boolean() });

/**
 * What the store can do, probed once for each store and remembered in the home folder: a worker that died should be back at
 * once. Credentials are looked at by the first request in any case.
 * @throws AnnealFailure StoreRefused, StoreUnavailable with what the probe saw and how to mend it.
 */
export async function storeAbilities(options: S3StoreOptions, home: string): Promise<StoreAbilities> {
  const note = join(
    home,
    'stores',
    `${hashOf({ endpoint: options.connection.endpoint ?? null, bucket: options.bucket, prefix: options.prefix ?? '' }).slice(0, 16)}.json`,
  );
  const known = Known.safeParse(await readFile(note, 'utf8').then(JSON.parse, () => null));
  if (known.success) return known.data;
  const { checks, usable, abilities } = await probeStore(options);
  if (!usable) {
    const failed = checks.find((check) => check.required && !check.ok);
    throw new AnnealFailure(
      failed?.failure ?? 'StoreRefused',
      `The store ${options.connection.endpoint ?? 'AWS S3'}, bucket ${options.bucket}, cannot be used: ${failed?.name}: ${failed?.detail} ${failed?.mend ?? ''} \`anneal doctor\` shows every check.`,
    );
  }
  await mkdir(join(home, 'stores'), { recursive: true });
  await writeFile(note, JSON.stringify(abilities));
  return abilities;
}
