import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startRealS3 } from './real-s3.ts';
import { seededBytes } from './seeded-bytes.ts';

const mebibyte = 1024 * 1024;

it('moves a file of 200 MiB to the store and back in memory that does not grow with it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'anneal-large-'));
  const s3 = await startRealS3();
  try {
    const file = join(folder, 'file');
    const pieces = Array.from({ length: 25 }, (_, index) => index);
    await pipeline(
      Readable.from(
        (async function* () {
          for (const piece of pieces) yield seededBytes(8 * mebibyte, piece + 1);
        })(),
      ),
      createWriteStream(file),
    );
    const script = fileURLToPath(new URL('large-file-transfer.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(s3.options()), file]);
    const { size, before, peak } = JSON.parse(stdout) as { size: number; before: number; peak: number };
    expect(size).toBe(200 * mebibyte);
    expect(peak - before).toBeLessThan(160 * mebibyte);
  } finally {
    await s3.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);
