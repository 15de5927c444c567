import type { ObjectStore } from '../../src/storage/object-store.ts';
import { parseS3Uri, type S3Reader } from '../../src/storage/s3-reader.ts';

/** Reads `s3://<bucket>/…` from a store, for tests without a server. Any other bucket is empty. */
export function storeReader(store: ObjectStore, bucket = 'team'): S3Reader {
  const describe = (key: string, { size, etag }: { size: number; etag: string }) => ({ uri: `s3://${bucket}/${key}`, size, etag });
  return {
    list: async function* (uri) {
      const wanted = parseS3Uri(uri);
      if (wanted.bucket !== bucket) return;
      for await (const object of store.list(wanted.key)) yield describe(object.key, object);
    },
    openDataset: async (uri) => {
      const { key } = parseS3Uri(uri);
      const [object, chunks] = [await store.head(key), await store.getStream(key)];
      if (object === null || chunks === null) throw new Error(`no object ${uri}`);
      return { ...describe(key, object), chunks };
    },
  };
}
