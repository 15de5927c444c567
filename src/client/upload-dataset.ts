import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { AnnealFailure } from '../contracts/failure.ts';
import type { Connections } from './anneal.ts';

/**
 * Puts a local file under `uploads/<sha256>/<file name>` and returns its `s3://` address; the same file is sent once.
 * @throws AnnealFailure InvalidInput naming the path.
 */
export async function uploadDataset({ store }: Connections, path: string): Promise<string> {
  const { objects, uri } = store();
  const size = await sizeOf(path);
  const sha256 = await hashOf(path);
  const key = `uploads/${sha256}/${basename(path).replace(/[^A-Za-z0-9._-]/g, '_')}`;
  if ((await objects.head(key))?.size !== size) await objects.putFile(key, path, { sha256, size });
  return uri(key);
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new AnnealFailure('InvalidInput', `The dataset ${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)}). Give a JSON or JSON lines file, or an s3:// address.`, { cause });
  });
  if (!found.isFile()) throw new AnnealFailure('InvalidInput', `The dataset ${path} is not a file. Name a file, or a list of files.`);
  return found.size;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
