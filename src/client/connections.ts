import type { Client } from '@temporalio/client';
import { requireStore, type Config } from '../config.ts';
import { createBlobs } from '../storage/blobs.ts';
import { createS3ObjectStore } from '../storage/s3-object-store.ts';

/** What a client needs of the world: a Temporal client, and a store that is opened when it is first needed. */
export interface Connections {
  temporal: Client;
  queue: string;
  store(): { objects: ReturnType<typeof createS3ObjectStore>; blobs: ReturnType<typeof createBlobs>; uri(key: string): string };
}

/** The store of the configuration; nothing is sent yet. @throws AnnealFailure InvalidInput when none is configured */
export function openStore(config: Config): ReturnType<Connections['store']> {
  const { endpoint, region, bucket, prefix, credentials } = requireStore(config);
  const connection = { region, ...(endpoint === null ? {} : { endpoint }), ...(credentials === null ? {} : { credentials }) };
  const objects = createS3ObjectStore({ connection, bucket, ...(prefix === '' ? {} : { prefix }) });
  const path = prefix === '' ? '' : `${prefix.replace(/^\/+|\/+$/g, '')}/`;
  return { objects, blobs: createBlobs(objects), uri: (key) => `s3://${bucket}/${path}${key}` };
}
