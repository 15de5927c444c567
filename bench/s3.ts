/**
 * Upload and download through Anneal's storage, every byte checked on the way and named by its SHA-256, against the plain
 * SDK that checks nothing, on the embedded S3 server. `npm run bench:s3 [-- --quick] [-- --rounds n]`
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobRef } from '../src/contracts/blob.ts';
import { startS3Server } from '../src/dev/s3-server.ts';
import type { S3Server } from '../src/dev/s3-server.ts';
import { createBlobs } from '../src/storage/blobs.ts';
import { createS3ObjectStore } from '../src/storage/s3-object-store.ts';
import { cases, quickCases } from './s3/cases.ts';
import type { S3Case } from './s3/cases.ts';
import { writeFiles } from './s3/files.ts';
import { createPlainClient } from './s3/plain-client.ts';
import { machineLine, packageVersion } from './machine.ts';
import { readOptions } from './options.ts';
import { inTurn, ratios, series, shown } from './rounds.ts';
import { table } from './table.ts';

const { quick, rounds } = readOptions(5);
const root = mkdtempSync(join(tmpdir(), 'anneal-bench-s3-'));
const server = await startS3Server({ folder: join(root, 's3'), bucket: 'bench' });
try {
  console.log(machineLine({ 'AWS SDK': packageVersion('@aws-sdk/client-s3'), rounds: String(rounds) }));
  const rows = [['MiB/s, median (lowest–highest)', 'Anneal, checked', 'plain SDK', 'ratio']];
  for (const each of quick ? quickCases : cases) rows.push(...(await compare(server, each)));
  console.log(`\n${table(rows)}`);
} finally {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
}

/** Two lines of the table: upload and download. Each round has files of its own. */
async function compare(access: S3Server, each: S3Case): Promise<string[][]> {
  const { endpoint, region, accessKeyId, secretAccessKey, bucket } = access;
  const store = createS3ObjectStore({ connection: { endpoint, region, credentials: { accessKeyId, secretAccessKey } }, bucket });
  const blobs = createBlobs(store);
  const plain = createPlainClient(access);
  const here = join(root, 'files');
  const [back, plainBack] = [join(root, 'anneal'), join(root, 'plain')];
  mkdirSync(plainBack);
  const name = (index: number) => `${index}.bin`;
  let paths: string[] = [];
  let refs: BlobRef[] = [];
  const values = await inTurn(rounds, {
    annealUp: async () => {
      paths = writeFiles(here, each);
      refs = [];
      return speed(each, async (index) => void refs.push(await blobs.putFile(paths[index]!)));
    },
    plainUp: (round) => speed(each, (index) => plain.upload(`${each.bytes}/${round}/${index}`, paths[index]!, each.bytes)),
    annealDown: () => speed(each, (index) => blobs.fetch(refs[index]!, join(back, name(index)))),
    plainDown: (round) => speed(each, (index) => plain.download(`${each.bytes}/${round}/${index}`, join(plainBack, name(index)))),
  });
  store.close();
  plain.close();
  for (const folder of [here, back, plainBack]) rmSync(folder, { recursive: true, force: true });
  const line = (what: string, ours: number[], theirs: number[]) => [
    `${what}, ${each.name}`,
    shown(series(ours), 0),
    shown(series(theirs), 0),
    shown(ratios(ours, theirs), 2),
  ];
  return [line('upload', values.annealUp, values.plainUp), line('download', values.annealDown, values.plainDown)];
}

/** MiB/s of sending or fetching all files of a case, one after the other. */
async function speed({ files, bytes }: S3Case, move: (index: number) => Promise<void>): Promise<number> {
  const begun = performance.now();
  for (let index = 0; index < files; index += 1) await move(index);
  return (files * bytes) / 2 ** 20 / ((performance.now() - begun) / 1000);
}
