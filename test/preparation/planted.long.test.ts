import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataCounts } from '../../src/contracts/data-report.ts';
import { generatePlantedDataset } from '../data/planted/generate-planted-dataset.ts';
import { judgePlanted, writePlanted, type PlantedOutcome } from './planted-files.ts';

/** Rows that no rule was made by. ANNEAL_PLANTED_SEED draws others. */
const seed = Number(process.env['ANNEAL_PLANTED_SEED'] ?? 607_111);
const files = generatePlantedDataset(seed, 20_000).map((file) => ({ ...file, title: `${file.rows} rows of ${file.name}, seed ${seed}` }));
const script = fileURLToPath(new URL('prepare-planted.ts', import.meta.url));
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'anneal-planted-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

test.each(files)(
  '$title: every defect is found by its rule, no clean row is lost, and the process stays under 600 MiB',
  { timeout: 1_800_000 },
  async (file) => {
    const folder = join(root, file.name);
    await mkdir(folder);
    await writePlanted(file, folder);
    const { stdout } = await promisify(execFile)(process.execPath, [script, file.name, folder]);
    const outcome = JSON.parse(stdout) as PlantedOutcome & { peakMiB: number; cpuSeconds: number };
    const { told, edited, ...verdict } = await judgePlanted(file, outcome);
    console.log(file.title, { told, edited, peakMiB: outcome.peakMiB, cpuSeconds: outcome.cpuSeconds });
    expect(verdict).toEqual({ missed: [], lost: [], unexplained: [] });
    expect(edited.found).toBeGreaterThanOrEqual(0.95 * edited.planted);
    expect(DataCounts.parse(outcome.counts).read).toBe(file.rows);
    expect(outcome.peakMiB).toBeLessThan(600);
  },
);
