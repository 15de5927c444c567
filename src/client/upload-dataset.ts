import { stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { AnnealFailure } from '../contracts/failure.ts';
import type { Connections } from './connections.ts';

/**
 * Puts a local file under `uploads/<start of its SHA-256>/<label>` and returns its `s3://` address; the same file is sent once.
 * @param label how people know the file, since messages about its rows name it: the path as they wrote it
 * @throws AnnealFailure InvalidInput naming the path.
 */
export async function uploadDataset({ store }: Connections, path: string, label: string): Promise<string> {
  const { objects, uri } = store();
  const size = await sizeOf(path);
  const sha256 = await hashOf(path);
  const key = `uploads/${sha256.slice(0, 12)}/${readable(label)}`;
  if ((await objects.head(key))?.sha256 !== sha256) await objects.putFile(key, path, { sha256, size });
  return uri(key);
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new AnnealFailure(
      'InvalidInput',
      `The dataset ${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)}). Give a JSON or JSON lines file, or an s3:// address.`,
      { cause },
    );
  });
  if (!found.isFile()) throw new AnnealFailure('InvalidInput', `The dataset ${path} is not a file. Name a file, or a list of files.`);
  return found.size;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The last parts of a path, without what an object's key had better not hold. */
function readable(label: string): string {
  const parts = label.split(/[/\\]+/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts
    .slice(-3)
    .map((part) => part.replace(/[^A-Za-z0-9._-]/g, '_'))
    .join('/');
}
