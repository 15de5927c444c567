import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PreparationRules } from '../../src/contracts/plan.ts';
import { RowFinding } from '../../src/contracts/row-finding.ts';
import { cleanFiles } from '../../src/preparation/clean-files.ts';
import { createDatasetReader } from '../../src/datasets/dataset-reader.ts';
import { freezeFile } from '../../src/datasets/freeze-file.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import { hostileFiles } from '../fixtures/hostile-files.ts';
import { storeReader } from '../datasets/store-reader.ts';

const { signal } = new AbortController();
const mebibyte = 1024 * 1024;
const { cleaning, pii, formatting } = PreparationRules.parse({ cleaning: {}, pii: {}, formatting: {}, validation: {}, duplicates: {} });
/** What a run without any setting of its own cleans by. */
const means = { domainCleaner: null, hashKey: null, detector: null };
const settings = { reading: {}, cleaning, pii, formatting, format: 'chat' as const, textOnly: true, means };
let folder: string;
let peak = 0;
let sampling: NodeJS.Timeout;
const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-hostile-'));
  await writeFile(join(folder, 'beside.jsonl'), '{"input":"What stands beside?","output":"a good row"}\n');
  sampling = setInterval(() => {
    const { heapUsed, external } = process.memoryUsage();
    peak = Math.max(peak, heapUsed + external);
  }, 10);
});

afterAll(async () => {
  clearInterval(sampling);
  await rm(folder, { recursive: true, force: true });
});

/** Finds, freezes and cleans a file as a run does, in a dataset that holds one good row besides. */
async function prepare(name: string) {
  const reader = createDatasetReader({ s3: storeReader(createFolderObjectStore(folder)), dataRoots: [folder] });
  const [found] = await reader.find(name);
  const work = await mkdtemp(join(folder, 'work-'));
  try {
    const path = join(work, 'frozen');
    const frozen = await freezeFile(reader, found!, path, signal);
    const files = [
      { uri: name, split: null, path },
      { uri: 'beside.jsonl', split: null, path: join(folder, 'beside.jsonl') },
    ];
    await mkdir(join(work, 'out'));
    const out = await cleanFiles({ dataset: 'hostile', files, folder: join(work, 'out'), settings, threads: 0, signal });
    const lines = async (path: string) => (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    const findings = (await lines(out.findings.path)).map((line) => RowFinding.parse(JSON.parse(line)));
    const dropped = findings
      .filter(({ action }) => action === 'drop')
      .map(({ file, line, rule, severity }) => ({ file, line, rule, severity }));
    expect(out.refusal).toBeNull();
    expect(out.counts.kept).toBe((await Promise.all(out.parts.map(({ file }) => lines(file.path)))).flat().length);
    expect(sum(Object.values(out.counts.dropped))).toBe(dropped.length);
    expect(out.quarantine.map(({ rule }) => rule).toSorted()).toEqual(Object.keys(out.counts.dropped).toSorted());
    return { lines: frozen.lines, kept: out.counts.kept - 1, read: out.counts.read - 1, dropped };
  } finally {
    await rm(work, { recursive: true });
  }
}

test('there are at least sixty of them, each under a name of its own', () => {
  expect(new Set(hostileFiles.map(([name]) => name)).size).toBe(hostileFiles.length);
  expect(hostileFiles.length).toBeGreaterThanOrEqual(60);
});

test.each(hostileFiles)('%s ends as it should', async (name, content, end) => {
  await writeFile(join(folder, name), content());
  const found = await prepare(name).catch((error: unknown) => ({ failure: error as Error }));
  await rm(join(folder, name));
  expect(found).toEqual('fails' in end ? { failure: clearFailure(name, end.fails) } : wholeCount(name, end));
});

function clearFailure(name: string, pattern: RegExp): object {
  const message = expect.toSatisfy(
    (text: string) => pattern.test(text) && text.includes(name),
    `names ${name} and matches ${pattern.source}`,
  );
  return expect.objectContaining({ name: 'InvalidInput', message: message as string }) as object;
}

/** Rows that were read are those that are kept and those that are listed, and as many as were counted when the file was found. */
function wholeCount(name: string, { kept, dropped = [] }: { kept: number; dropped?: [number, string][] }): object {
  const rows = kept + dropped.length;
  return {
    lines: rows,
    read: rows,
    kept,
    dropped: dropped.map(([line, rule]) => ({ file: name, line, rule, severity: 'error' })),
  };
}

test('a folder is named as one', async () => {
  await mkdir(join(folder, 'rows.jsonl'));
  await expect(prepare('rows.jsonl')).rejects.toMatchObject({
    name: 'InvalidInput',
    message: expect.stringMatching(/it is a folder/) as string,
  });
});

test('none of them has changed what every object inherits', () => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('none of them has taken more than 400 MiB, making them included', () => {
  expect(peak).toBeGreaterThan(0);
  expect(peak / mebibyte).toBeLessThan(400);
});
