/** Cleans, validates and splits the file named by the first argument into the folder named by the second, and prints counts and peak memory. */
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RowsRef } from '../../src/contracts/blob.ts';
import { DuplicatesSpec } from '../../src/contracts/duplicates-spec.ts';
import { cleanFiles } from '../../src/preparation/clean-files.ts';
import type { WrittenFile } from '../../src/preparation/line-file.ts';
import { splitParts } from '../../src/preparation/split-parts.ts';
import { validateParts } from '../../src/preparation/validate-parts.ts';

const [input, output] = process.argv.slice(2) as [string, string];
const { signal } = new AbortController();
const paths = new Map<string, string>();
const seconds: Record<string, number> = {};

async function folderFor(step: string): Promise<string> {
  const folder = join(output, step);
  await mkdir(folder, { recursive: true });
  return folder;
}

function remember({ path, ref }: WrittenFile): RowsRef {
  paths.set(ref.sha256, path);
  return ref;
}

async function* read<T>({ sha256 }: { sha256: string }): AsyncGenerator<T> {
  for await (const line of createInterface({ input: createReadStream(paths.get(sha256)!) })) yield JSON.parse(line) as T;
}

async function timed<T>(step: string, work: (folder: string) => Promise<T>): Promise<T> {
  const started = process.cpuUsage();
  const result = await work(await folderFor(step));
  const { user, system } = process.cpuUsage(started);
  seconds[step] = (user + system) / 1e6;
  return result;
}

const clean = await timed('clean', (folder) =>
  cleanFiles({ dataset: 'large', files: [{ uri: 'large.jsonl', split: null, path: input }], folder, signal }),
);
const afterCleaningMiB = process.resourceUsage().maxRSS / 1024;
const cleaned = {
  parts: clean.parts.map(({ split, file }) => ({ split, rows: remember(file) })),
  dropped: remember(clean.dropped),
  counts: clean.counts,
};
const lengths = { minimumPromptWords: 5, minimumAnswerWords: 10, maximumPromptWords: 1000 };
const valid = await timed('validate', (folder) =>
  validateParts({ dataset: 'large', cleaned, answers: 'auto', lengths, read, folder, signal }),
);
const dataset = {
  ...valid,
  parts: valid.parts.map(({ split, file }) => ({ split, rows: remember(file) })),
  dropped: remember(valid.dropped),
};
const split = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/large' };
const parts = dataset.parts.map(({ split: side, rows: { sha256 } }) => ({ split: side, path: paths.get(sha256)! }));
const duplicates = DuplicatesSpec.parse({});
const stage = { stage: 'large', answersAreLabels: dataset.answers === 'labels', parts };
const { stages } = await timed('split', (folder) =>
  splitParts({ stages: [stage], frozen: [], split, duplicates, folder, workers: 0, signal }),
);
const { files, dropped } = stages[0]!;
const rows = { ...Object.fromEntries(Object.entries(files).map(([name, { ref }]) => [name, ref.rows])), dropped };
console.log(JSON.stringify({ counts: valid.counts, rows, afterCleaningMiB, peakMiB: process.resourceUsage().maxRSS / 1024, seconds }));
