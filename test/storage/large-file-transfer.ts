/** A process of its own, so that its memory is its own: uploads and fetches a file; prints its peak memory in bytes. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createBlobs } from '../../src/storage/blobs.ts';
import { createS3ObjectStore } from '../../src/storage/s3-object-store.ts';
import type { S3StoreOptions } from '../../src/storage/s3-object-store.ts';

const [options, file] = process.argv.slice(2) as [string, string];
const store = createS3ObjectStore(JSON.parse(options) as S3StoreOptions);
const blobs = createBlobs(store);
const before = process.memoryUsage.rss();
let peak = before;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
const ref = await blobs.putFile(file);
const copy = `${file}.${randomUUID()}`;
await blobs.fetch(ref, copy);
await rm(copy);
clearInterval(watch);
store.close();
process.stdout.write(JSON.stringify({ ...ref, before, peak }));
