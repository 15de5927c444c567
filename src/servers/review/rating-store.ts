import { createHash } from 'node:crypto';
import { z } from 'zod';
import { JudgeRecord } from '../../contracts/judge.ts';
import { AnnealFailure } from '../../contracts/failure.ts';
import { RatingRecord, ReviewSample } from '../../contracts/review.ts';
import type { ObjectStore } from '../../storage/object-store.ts';

/** Who rates. `folder` is the name as a part of a key. */
export interface Rater {
  folder: string;
  name: string;
}

/** Reviews of one run, below `runs/<runId>/reviews/`. Several raters, tabs and servers may use it at once. */
export interface RatingStore {
  /** The run's sample: the one that was drawn first, whoever draws again. */
  openSample(draw: () => ReviewSample): Promise<ReviewSample>;
  /** null = no sample has been drawn. */
  findSample(): Promise<ReviewSample | null>;
  /** The rater of a name; spelled with other capitals or spaces it is the same one. @throws AnnealFailure InvalidInput */
  join(name: string): Promise<Rater>;
  raters(): Promise<Rater[]>;
  /** Every rating of a rater, taken back ones too, oldest first a slot. */
  records(rater: Rater): Promise<RatingRecord[]>;
  /** Keeps a rating as the next revision of its slot. Sent twice, it is kept once. */
  rate(rater: Rater, said: Omit<RatingRecord, 'format' | 'revision'>): Promise<RatingRecord>;
  /** Verdicts of a judge on the run, where one was asked. */
  judge(): Promise<JudgeRecord | null>;
}

const RaterFile = z.strictObject({ format: z.literal(1), name: z.string() });
/** Gets at the same time: a rater's records are small and many. */
const together = 16;

/** Nothing is overwritten and every name is written once, so no writer can lose another's rating. */
export function createRatingStore(store: ObjectStore, runId: string): RatingStore {
  const root = `runs/${runId}/reviews/`;
  const read = async <T>(key: string, schema: z.ZodType<T>): Promise<T | null> => {
    const bytes = await store.get(key);
    return bytes && parse(key, bytes.toString('utf8'), schema);
  };
  const readAll = async (keys: readonly string[]) => {
    const records: RatingRecord[] = [];
    for (let at = 0; at < keys.length; at += together) {
      const some = await Promise.all(keys.slice(at, at + together).map((key) => read(key, RatingRecord)));
      records.push(...some.filter((record) => record !== null));
    }
    return records;
  };
  const sampleKey = `${root}sample.json`;
  const joined = new Map<string, Rater>(); // a rater's file never changes once it is there
  return {
    openSample: async (draw) => {
      const found = await read(sampleKey, ReviewSample);
      if (found) return found;
      await store.put(sampleKey, `${JSON.stringify(draw(), null, 2)}\n`, { ifAbsent: true });
      return (await read(sampleKey, ReviewSample)) ?? draw();
    },
    findSample: () => read(sampleKey, ReviewSample),
    join: async (given) => {
      const { folder, name } = raterOf(given);
      const known = joined.get(folder);
      if (known) return known;
      const key = `${root}${folder}/rater.json`;
      await store.put(key, JSON.stringify({ format: 1, name }), { ifAbsent: true });
      const rater = { folder, name: (await read(key, RaterFile))?.name ?? name };
      joined.set(folder, rater);
      return rater;
    },
    raters: async () => {
      const raters: Rater[] = [];
      for (const key of await keysBelow(store, root)) {
        const folder = /^([^/]+)\/rater\.json$/.exec(key.slice(root.length))?.[1];
        const file = folder === undefined ? null : await read(key, RaterFile);
        if (folder !== undefined && file) raters.push({ folder, name: file.name });
      }
      return raters;
    },
    records: async ({ folder }) => {
      const keys = await keysBelow(store, `${root}${folder}/`);
      return readAll(keys.filter((key) => !key.endsWith('/rater.json')));
    },
    rate: async ({ folder }, said) => {
      const slot = `${root}${folder}/${said.item}-${said.occurrence}/`;
      const before = await readAll(await keysBelow(store, slot));
      const known = before.find(({ submission }) => submission === said.submission);
      if (known) return known;
      const record = RatingRecord.parse({ ...said, format: 1, revision: (before.at(-1)?.revision ?? 0) + 1 });
      await store.put(`${slot}${String(record.revision).padStart(4, '0')}-${said.submission}.json`, JSON.stringify(record), {
        ifAbsent: true,
      });
      return record;
    },
    judge: () => read(`runs/${runId}/judge.json`, JudgeRecord),
  };
}

async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

/** A name that any person may have, as a part of a key: readable, and by its hash nobody else’s. */
function raterOf(given: string): Rater {
  const name = given.normalize('NFKC').trim().replaceAll(/\s+/g, ' ');
  if (name === '' || name.length > 80 || /\p{Cc}/u.test(name))
    throw new AnnealFailure('InvalidInput', 'A rater needs a name of 1 to 80 characters. Any name will do that you will remember.');
  const folded = name.toLowerCase();
  const readable =
    folded
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 40) || 'rater';
  return { name, folder: `${readable}-${createHash('sha256').update(folded).digest('hex').slice(0, 8)}` };
}

function parse<T>(key: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new AnnealFailure(
      'ContentConflict',
      `${key} in the store is not what this version of Anneal writes there. Look at who wrote it; deleted, it counts as never written.`,
      { cause: error, details: { key } },
    );
  }
}
