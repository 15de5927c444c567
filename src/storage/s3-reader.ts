import { AnnealFailure } from '../contracts/failure.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import type { StoreConnection, StoreLimits } from './s3-client.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

export interface S3Uri {
  bucket: string;
  key: string;
}

interface DatasetObject {
  uri: string;
  size: number;
  etag: string;
}

interface OpenDataset extends DatasetObject {
  chunks: AsyncIterable<Uint8Array>;
}

/** Reads datasets where teams keep them: any bucket that the credentials reach. Never writes. */
export interface S3Reader {
  /** Objects whose uri begins with this one, in ascending order; so-called folders (keys ending in `/`) left out. */
  list(uri: string): AsyncIterable<DatasetObject>;
  /** A torn answer is resumed. @throws AnnealFailure NotFound, StoreRefused, StoreUnavailable */
  openDataset(uri: string): Promise<OpenDataset>;
}

/** Takes `s3://bucket/key` apart; the key may be empty. @throws AnnealFailure InvalidInput */
export function parseS3Uri(uri: string): S3Uri {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(uri);
  if (match?.[1] === undefined)
    throw new AnnealFailure('InvalidInput', `${JSON.stringify(uri)} is not the address of an object: it must look like s3://bucket/key.`);
  return { bucket: match[1], key: match[2] ?? '' };
}

/** Reads objects of any bucket of one S3 service under one set of credentials. */
export function createS3Reader({ connection, limits }: { connection: StoreConnection; limits?: Partial<StoreLimits> }): S3Reader {
  return createReader((bucket) => createS3ObjectStore({ connection, bucket, ...(limits === undefined ? {} : { limits }) }));
}

/** The same over any kind of store: `open` gives that of a bucket, once. */
export function createReader(open: (bucket: string) => ObjectStore): S3Reader {
  const stores = new Map<string, ObjectStore>();
  const storeOf = (bucket: string) => {
    const store = stores.get(bucket) ?? open(bucket);
    stores.set(bucket, store);
    return store;
  };
  return {
    list: async function* (uri) {
      const { bucket, key } = parseS3Uri(uri);
      for await (const object of storeOf(bucket).list(key)) if (!object.key.endsWith('/')) yield describe(bucket, object);
    },
    openDataset: async (uri) => {
      const { bucket, key } = parseS3Uri(uri);
      const object = await storeOf(bucket).head(key);
      const chunks = object && (await storeOf(bucket).getStream(key));
      if (object && chunks) return { ...describe(bucket, object), chunks };
      throw new AnnealFailure('NotFound', `There is no object ${uri}. Check the address, and that the credentials may read it.`, {
        details: { uri },
      });
    },
  };
}

function describe(bucket: string, { key, size, etag }: StoredObject): DatasetObject {
  return { uri: `s3://${bucket}/${key}`, size, etag };
}
