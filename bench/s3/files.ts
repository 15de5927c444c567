import { randomFillSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { S3Case } from './cases.ts';

/** Writes a case's files with new random bytes, since content that the store holds already would not be sent again. */
export function writeFiles(folder: string, { files, bytes }: S3Case): string[] {
  mkdirSync(folder, { recursive: true });
  const content = Buffer.allocUnsafe(bytes);
  return Array.from({ length: files }, (_, index) => {
    const path = join(folder, `${index}.bin`);
    writeFileSync(path, randomFillSync(content));
    return path;
  });
}
