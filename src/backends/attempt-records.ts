import { z } from 'zod';
import type { ObjectStore } from '../storage/object-store.ts';

/**
 * `training/<place>/attempts/<number>.json`: what one attempt at a training did. Written at its start, now and then, and at
 * its end. Fields that another version wrote are passed over.
 */
export const AttemptRecord = z.object({
  format: z.literal(1),
  number: z.int().positive(),
  execution: z.string(),
  resumedFrom: z.int().nonnegative(),
  /** Furthest step that was seen. */
  step: z.int().nonnegative(),
  microBatchSize: z.int().positive(),
  seconds: z.number().nonnegative(),
  /** `running` on a finished attempt: its worker died. */
  outcome: z.enum(['running', 'finished', 'cancelled', 'failed', 'out-of-memory']),
  warnings: z.array(z.string()),
});
export type AttemptRecord = z.infer<typeof AttemptRecord>;

const prefix = (place: string) => `training/${place}/attempts/`;
const key = (place: string, number: number) => `${prefix(place)}${String(number).padStart(6, '0')}.json`;

/** Records of a training in the order of their numbers; damaged ones are left out, they only count and explain. */
export async function readAttempts(store: ObjectStore, place: string): Promise<AttemptRecord[]> {
  const records: AttemptRecord[] = [];
  for await (const object of store.list(prefix(place))) {
    const parsed = parse(await store.get(object.key));
    if (parsed) records.push(parsed);
  }
  return records;
}

function parse(bytes: Buffer | null): AttemptRecord | null {
  try {
    return bytes && AttemptRecord.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}

/** Claims the next number: no two attempts have the same. */
export async function beginAttempt(
  store: ObjectStore,
  place: string,
  start: Pick<AttemptRecord, 'execution' | 'resumedFrom' | 'microBatchSize'>,
): Promise<AttemptRecord> {
  let last = 0;
  for await (const object of store.list(prefix(place)))
    last = Math.max(last, Number.parseInt(object.key.slice(prefix(place).length), 10) || 0);
  for (let number = last + 1; ; number++) {
    const record: AttemptRecord = {
      format: 1,
      number,
      ...start,
      step: start.resumedFrom,
      seconds: 0,
      outcome: 'running',
      warnings: [],
    };
    if ((await store.put(key(place, number), JSON.stringify(record), { ifAbsent: true })).written) return record;
  }
}

export async function writeAttempt(store: ObjectStore, place: string, record: AttemptRecord): Promise<void> {
  await store.put(key(place, record.number), JSON.stringify(record));
}
