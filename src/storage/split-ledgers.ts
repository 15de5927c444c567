import { hash } from 'node:crypto';
import { z } from 'zod';
import { RowsRef } from '../contracts/blob.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { checkName } from './object-key.ts';
import type { ObjectStore } from './object-store.ts';

const Pointer = z.strictObject({ format: z.literal(1), salt: z.string(), ledger: RowsRef });

/** A ledger as it was found, and what it takes to be the one who replaces it. */
export interface KeptLedger {
  ledger: RowsRef;
  etag: string;
}

/** Where the newest ledger of each model and salt stands: `splits/<model>/<salt's hash>.json`, changed by conditional writes. */
export interface SplitLedgers {
  /** null = rows of this model were never split with this salt. @throws ContentConflict for an object that is no pointer */
  find(model: string, salt: string): Promise<KeptLedger | null>;
  /** @returns false when somebody else has replaced `before` since */
  replace(model: string, salt: string, ledger: RowsRef, before: KeptLedger | null): Promise<boolean>;
}

export function createSplitLedgers(store: ObjectStore): SplitLedgers {
  return {
    find: async (model, salt) => {
      const key = keyOf(model, salt);
      for (;;) {
        const found = await store.head(key);
        if (found === null) return null;
        const bytes = await store.get(key);
        if (bytes === null || (await store.head(key))?.etag !== found.etag) continue; // replaced in between
        return { ledger: readPointer(bytes, key), etag: found.etag };
      }
    },
    replace: async (model, salt, ledger, before) => {
      const body = JSON.stringify({ format: 1, salt, ledger } satisfies z.infer<typeof Pointer>);
      const { written } = await store.put(keyOf(model, salt), body, before === null ? { ifAbsent: true } : { ifMatch: before.etag });
      return written;
    },
  };
}

function keyOf(model: string, salt: string): string {
  return `splits/${checkName('the name of the model', model)}/${hash('sha256', salt).slice(0, 32)}.json`;
}

function readPointer(bytes: Buffer, key: string): RowsRef {
  try {
    return Pointer.parse(JSON.parse(bytes.toString('utf8'))).ledger;
  } catch (cause) {
    throw new AnnealFailure(
      'ContentConflict',
      `${key} is no pointer to a split ledger. Put it back, or delete it to begin a new ledger (rows may then move from test to train).`,
      { cause },
    );
  }
}
