import { randomUUID } from 'node:crypto';
import { AnnealFailure } from '../contracts/failure.ts';
import type { FailureName } from '../contracts/failure.ts';
import { access, createOnce, integrity, others, replaceRead } from './probe-checks.ts';
import type { Check, Scratch } from './probe-checks.ts';
import { openBucket } from './s3-bucket.ts';
import type { S3StoreOptions, StoreAbilities } from './s3-bucket.ts';
import { answeredStatus } from './s3-failures.ts';
import { createS3ObjectStore } from './s3-object-store.ts';
import { abortUpload, unfinishedUploads } from './unfinished-uploads.ts';

interface StoreCheck {
  name: string;
  ok: boolean;
  /** false: Anneal gets along without, with the abilities that the probe found. */
  required: boolean;
  detail: string;
  /** What to do; null when all is well. */
  mend: string | null;
  /** Name of the failure; StoreUnavailable = the store did not answer the question, so asking again may help. */
  failure: FailureName | null;
}

export interface StoreProbe {
  checks: StoreCheck[];
  /** Every required check passed. */
  usable: boolean;
  /** For `createS3ObjectStore`. */
  abilities: StoreAbilities;
}

/**
 * Tries what Anneal needs of a store on a prefix of its own, which it removes again. Some 70 small requests and 5 MiB.
 * `racers`: writers that race for one key.
 */
export async function probeStore(options: S3StoreOptions, { racers = 20 }: { racers?: number } = {}): Promise<StoreProbe> {
  const prefix = [options.prefix, 'probe', randomUUID()].filter(Boolean).join('/');
  const limits = { attempts: 2, deadlineMs: 60_000, socketTimeoutMs: 15_000, ...options.limits };
  const opened: Scratch[] = [];
  const open = (checksums: boolean): Scratch => {
    const settings = { ...options, prefix, limits, abilities: { conditionalWrites: true, checksums } };
    const bucket = openBucket(settings);
    const scratch = { bucket, store: createS3ObjectStore(settings), whole: (key: string) => bucket.prefix + key, racers };
    opened.push(scratch);
    return scratch;
  };
  try {
    return await runChecks(open);
  } finally {
    for (const { bucket, store } of opened) {
      bucket.client.destroy();
      store.close();
    }
  }
}

async function runChecks(open: (checksums: boolean) => Scratch): Promise<StoreProbe> {
  const first = await runCheck(access, open(false));
  if (!first.ok) return { checks: [first], usable: false, abilities: { conditionalWrites: false, checksums: false } };
  const checked = await runCheck(integrity, open(true));
  const scratch = open(checked.ok);
  const checks = [first];
  for (const check of others) checks.push(check === integrity ? checked : await runCheck(check, scratch));
  await cleanUp(scratch);
  const passed = (check: Check) => checks.some(({ name, ok }) => name === check.name && ok);
  return {
    checks,
    usable: checks.every(({ ok, required }) => ok || !required),
    abilities: { conditionalWrites: passed(createOnce) && passed(replaceRead), checksums: checked.ok },
  };
}

async function runCheck({ name, required, mend, run }: Check, scratch: Scratch): Promise<StoreCheck> {
  try {
    return { name, ok: true, required, detail: await run(scratch), mend: null, failure: null };
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'unknown error';
    // A busy store must not be remembered as one that lacks an ability.
    if (isSilence(error))
      return { name, ok: false, required: true, detail, mend: 'Look after the store and ask again.', failure: 'StoreUnavailable' };
    return { name, ok: false, required, detail, mend, failure: 'StoreRefused' };
  }
}

/** The store gave no verdict: it was not reached, too slow or had trouble of its own (501 = it cannot). */
function isSilence(error: unknown): boolean {
  if (!(error instanceof AnnealFailure) || error.name !== 'StoreUnavailable') return false;
  const status = answeredStatus(error);
  return status === undefined || status === 429 || (status >= 500 && status !== 501);
}

/** Best effort: what stays is a few bytes below `probe/`. */
async function cleanUp({ bucket, store, whole }: Scratch): Promise<void> {
  try {
    for await (const { key } of store.list('')) await store.delete(key);
    for await (const upload of unfinishedUploads(bucket, whole(''))) await abortUpload(bucket, upload);
  } catch (error) {
    if (!(error instanceof AnnealFailure)) throw error;
  }
}
