import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CleaningSpec } from '../../src/contracts/cleaning-spec.ts';
import { ReadingSpec } from '../../src/contracts/dataset-reading.ts';
import { DuplicatesSpec } from '../../src/contracts/duplicates-spec.ts';
import { FormattingSpec } from '../../src/contracts/formatting.ts';
import { PiiSpec } from '../../src/contracts/pii-spec.ts';
import { ValidationSpec } from '../../src/contracts/validation-spec.ts';
import { cleanFiles } from '../../src/preparation/clean-files.ts';
import { prepareFiles, type PreparationWork } from '../../src/preparation/prepare-files.ts';
import { smallBytes } from '../../src/preparation/small-input.ts';
import { generatePlantedDataset } from '../data/planted/generate-planted-dataset.ts';
import { livingThreads, requireNoThreads } from '../threads/living-threads.ts';

let folder: string;
let planted: string;
let hostile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-threads-'));
  [planted, hostile] = [join(folder, 'planted.jsonl'), join(folder, 'hostile.jsonl')];
  const [text] = generatePlantedDataset(5, 4000, 4);
  await pipeline(Readable.from(text!.lines()), createWriteStream(planted));
  await writeFile(hostile, hostileLines());
  for (const path of [planted, hostile]) if ((await stat(path)).size <= smallBytes) throw new Error(`${path} is too small for a thread`);
});
afterEach(requireNoThreads);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Good rows among lines of nothing, of 9 MiB, without an end, in another encoding, far too deep, and thousands in a mebibyte. */
function hostileLines(): Buffer {
  const good = (number: number) =>
    `{"input":"What does clause ${number} of the lease say about repairs?","output":"Clause ${number} leaves small repairs to the tenant, and all others to the owner, each within ${number % 90} days."}\n`;
  return Buffer.concat([
    Buffer.from(`\n\n  \n{"input":"${'x'.repeat(9 * 2 ** 20)}"}\n`),
    ...Array.from({ length: 4000 }, (_, number) => Buffer.from(good(number))),
    Buffer.from('{}\n[\n7\n""\n'.repeat(2500)),
    Buffer.from('{"input":"caf\u00e9","output":"a"}\n', 'latin1'),
    Buffer.from(`{"input":"q","output":"\\ud83d"}\n${'['.repeat(1e5)}\n`),
    Buffer.from(`${good(1)}${good(1)}{"input":"no end`),
  ]);
}

const settings = {
  reading: ReadingSpec.parse({}),
  textOnly: true,
  means: { domainCleaner: null, hashKey: null, detector: null },
};
const rules = {
  cleaning: CleaningSpec.parse({}),
  pii: PiiSpec.parse({}),
  validation: ValidationSpec.parse({ minimumKeptShare: 0 }),
  duplicates: DuplicatesSpec.parse({}),
  formatting: FormattingSpec.parse({}),
};

async function prepare(path: string, name: string, threads: 0 | 1 | 2, changes: Partial<PreparationWork> = {}) {
  const own = join(folder, name);
  await mkdir(own);
  const prepared = await prepareFiles({
    name: 'rows',
    files: [{ uri: 'rows.jsonl', split: null, path }],
    against: [],
    rules,
    answers: 'auto',
    split: { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/rows' },
    cleaning: settings,
    format: 'chat',
    tokenizer: { kind: 'openai', encoding: 'o200k_base' },
    rowTokens: 2000,
    leastRows: 10,
    threads,
    folder: own,
    signal: new AbortController().signal,
    ...changes,
  });
  return { report: prepared.report, files: await hashesOf(own) };
}

async function hashesOf(path: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    hashes[file.slice(path.length)] = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  }
  return hashes;
}

describe('the same comes out of no, one and two threads', () => {
  test('for rows with every kind of defect', async () => {
    const [none, one, two] = [await prepare(planted, 'p0', 0), await prepare(planted, 'p1', 1), await prepare(planted, 'p2', 2)];
    expect(one).toEqual(none);
    expect(two).toEqual(none);
    expect(none.report.datasets[0]!.quarantine.length).toBeGreaterThan(10);
    expect(Object.keys(none.files).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  });

  test('for hostile lines', async () => {
    const [none, two] = [await prepare(hostile, 'h0', 0), await prepare(hostile, 'h2', 2)];
    expect(two).toEqual(none);
    const { counts } = none.report.datasets[0]!;
    expect(counts.read).toBe(1 + 4000 + 10_000 + 1 + 2 + 3);
    expect(counts.dropped).toMatchObject({ 'too-long-line': 1, encoding: 2 });
  });
});

describe('a step that does not come to its end', () => {
  test('by an abort leaves no thread and no file that looks like a result', async () => {
    const stop = new AbortController();
    const reason = new Error('cancelled');
    const ended = prepare(planted, 'aborted', 2, { signal: stop.signal, onStep: () => stop.abort(reason) });
    await expect(ended).rejects.toBe(reason);
    expect(Object.keys(await hashesOf(join(folder, 'aborted'))).filter((name) => name.endsWith('.jsonl'))).toEqual([]);
  });

  test('by a thread that dies says so, and leaves no file', async () => {
    const own = join(folder, 'dead');
    await mkdir(own);
    const deadly = join(folder, 'deadly.mjs');
    await writeFile(
      deadly,
      `import { isMainThread } from 'node:worker_threads';
       export default { name: 'deadly', version: '1', clean: (text) => { if (!isMainThread) process.exit(3); return text; } };`,
    );
    const work = cleanFiles({
      dataset: 'rows',
      files: [{ uri: 'rows.jsonl', split: null, path: planted }],
      folder: own,
      settings: { ...settings, ...rules, format: 'chat', means: { ...settings.means, domainCleaner: deadly } },
      threads: 2,
      signal: new AbortController().signal,
    });
    await expect(work).rejects.toMatchObject({
      name: 'WorkerFailed',
      message: expect.stringContaining('The thread for cleaning died') as string,
    });
    expect(await readdir(own)).toEqual([]);
  });
});

test('small files need no thread', async () => {
  const small = join(folder, 'small.jsonl');
  await writeFile(
    small,
    '{"input":"What is a lease, and who signs it?","output":"A lease is a contract that both sides sign before one of them moves in."}\n'.repeat(
      5,
    ),
  );
  const own = join(folder, 'small');
  await mkdir(own);
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, livingThreads())), 0);
  await cleanFiles({
    dataset: 'rows',
    files: [{ uri: 'small.jsonl', split: null, path: small }],
    folder: own,
    settings: { ...settings, ...rules, format: 'chat' },
    threads: 2,
    signal: new AbortController().signal,
    onProgress: () => (most = Math.max(most, livingThreads())),
  });
  clearInterval(watch);
  expect(most).toBe(0);
});
