import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test(
  '300,000 rows of 100 words with groups, near-duplicates and a ledger are split, split again and proved in less than 600 MiB',
  { timeout: 900_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'anneal-many-'));
    try {
      const script = fileURLToPath(new URL('split-many-rows.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [script, '300000', folder]);
      console.log(stdout);
      const found = JSON.parse(stdout) as { rows: Record<string, number>; same: boolean; proved: { peakMiB: number } };
      expect(Object.values(found.rows).reduce((sum, rows) => sum + rows, 0)).toBe(300_000);
      expect(found.rows['dropped']).toBe(0);
      expect(found.same).toBe(true);
      expect(found.proved.peakMiB).toBeLessThan(600);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
