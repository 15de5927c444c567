import type { BlobRef } from '../contracts/blob.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { hashChunks } from './local-files.ts';
import type { ObjectStore } from './object-store.ts';

export interface BlobDefect {
  /** `unreadable`: the store did not give it, which may pass. */
  kind: 'missing' | 'altered' | 'unreadable';
  message: string;
}

/** Key of a blob. */
export function blobKey({ sha256 }: Pick<BlobRef, 'sha256'>): string {
  return `blobs/sha256/${sha256.slice(0, 2)}/${sha256}`;
}

/** Bytes of a blob, not verified yet. @throws AnnealFailure NotFound */
export async function openBlob(store: ObjectStore, ref: BlobRef): Promise<AsyncIterable<Uint8Array>> {
  const chunks = await store.getStream(blobKey(ref));
  if (chunks === null) throw missing(ref);
  return chunks;
}

/** Reads a blob whole: null = it holds what its name says. */
export async function examine(store: ObjectStore, ref: BlobRef): Promise<BlobDefect | null> {
  try {
    const { sha256, size } = await hashChunks(await openBlob(store, ref));
    return sha256 === ref.sha256
      ? null
      : {
          kind: 'altered',
          message: `${blobKey(ref)} should have ${ref.size} bytes; it has ${size}, and another SHA-256 (${sha256.slice(0, 12)}…)`,
        };
  } catch (error) {
    if (!(error instanceof AnnealFailure) || error.name === 'StoreRefused') throw error;
    if (error.name === 'NotFound') return { kind: 'missing', message: `${blobKey(ref)} is missing` };
    const kind = error.details['damaged'] === true ? 'altered' : 'unreadable';
    return { kind, message: `${blobKey(ref)} cannot be read: ${error.message}` };
  }
}

/** Why what came was not what was asked for: the store's object is altered, or only the way to it was bad this time. */
export async function damage(store: ObjectStore, ref: BlobRef): Promise<AnnealFailure> {
  const defect = await examine(store, ref);
  if (defect?.kind === 'altered') return conflict(ref, { found: defect.message });
  return new AnnealFailure(
    'StoreUnavailable',
    `${blobKey(ref)} came damaged from the store, while the object there ${defect ? `is ${defect.kind}` : 'is whole'}. Reading it again mends it; if this repeats, check the network.`,
  );
}

/** A blob that should be there. */
export function missing(ref: BlobRef): AnnealFailure {
  return new AnnealFailure(
    'NotFound',
    `${blobKey(ref)} is not in the store. Something deleted it: start the run again with "fresh": true to make it again.`,
    { details: { key: blobKey(ref) } },
  );
}

/** A blob whose bytes are not those of its name. */
export function conflict(ref: BlobRef, found: Record<string, unknown>): AnnealFailure {
  const key = blobKey(ref);
  return new AnnealFailure(
    'ContentConflict',
    `${key} holds other bytes than its name says; they are never used. Delete that object, find out what altered it, and start the run again with "fresh": true.`,
    {
      details: { key, expected: ref, ...found },
    },
  );
}
