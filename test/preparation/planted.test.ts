import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DataCounts } from '../../src/contracts/data-report.ts';
import { prepareFiles } from '../../src/preparation/prepare-files.ts';
import { generatePlantedDataset } from '../data/planted/generate-planted-dataset.ts';
import { judgePlanted, plantedWork, writePlanted } from './planted-files.ts';

/** A few rows of each defect; planted.long.test.ts has a hundred of each. */
const files = generatePlantedDataset(99, 1400, 6);
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'anneal-planted-'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

test.each(files)('a preparation of $name finds what is planted, loses no clean row, and accounts for every row', async (file) => {
  const folder = join(root, file.name);
  await mkdir(folder);
  await writePlanted(file, folder);
  const { report, findings, parts } = await prepareFiles(plantedWork(file.name, folder));
  const { counts } = report.datasets[0]!;
  const verdict = await judgePlanted(file, { counts, findings, parts: parts.map(({ path }) => path) });
  expect(verdict).toMatchObject({ missed: [], lost: [], unexplained: [] });
  expect(verdict.edited.found).toBeGreaterThanOrEqual(verdict.edited.planted - 1);
  expect(DataCounts.parse(counts)).toMatchObject({ read: file.rows, kept: parts.reduce((sum, { rows }) => sum + rows.rows, 0) });
});
