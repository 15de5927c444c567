/** Splits and proves as many rows as the first argument says, in the folder named by the second; prints memory and seconds. */
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hash } from 'node:crypto';
import type { RowsRef } from '../../src/contracts/blob.ts';
import type { Row } from '../../src/contracts/row.ts';
import { writeLineFiles, type WrittenFile } from '../../src/datasets/line-file.ts';
import { proveSplit } from '../../src/datasets/prove-split.ts';
import { splitParts } from '../../src/datasets/split-parts.ts';

const [count, folder] = [Number(process.argv[2]), process.argv[3]!];
const { signal } = new AbortController();
const paths = new Map<string, string>();
const split = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/many', quotas: 'exact' as const };
const none = { mean: 0, p5: 0, p50: 0, p95: 0, max: 0 };
const statistics = { rows: 0, promptWords: none, answerWords: none, promptCharacters: none, answerCharacters: none, distinctAnswers: 0 };
const filler = 'shall deliver the goods described in the schedule within the period agreed in writing by both of the parties';

function remember({ path, ref }: WrittenFile): RowsRef {
  paths.set(ref.sha256, path);
  return ref;
}

async function* read<T>({ sha256 }: { sha256: string }): AsyncGenerator<T> {
  for await (const line of createInterface({ input: createReadStream(paths.get(sha256)!) })) yield JSON.parse(line) as T;
}

function rowOf(index: number): Row {
  const content = `Clause ${index}: supplier ${index * 7} ${filler} under order ${index * 13}, ${filler} of year ${index % 97}.`;
  const messages: Row['messages'] = [
    { role: 'user', content },
    { role: 'assistant', content: `label ${index % 30}` },
  ];
  return {
    id: hash('sha256', content),
    messages,
    group: `customer ${index % (count / 2)}`,
    source: { file: 'many.jsonl', line: index + 1 },
  };
}

async function folderFor(name: string): Promise<string> {
  await mkdir(join(folder, name));
  return join(folder, name);
}

/** Highest resident size so far and processor seconds since the last call. */
let usedBefore = process.cpuUsage();
function measure(): { peakMiB: number; seconds: number } {
  const { user, system } = process.cpuUsage(usedBefore);
  usedBefore = process.cpuUsage();
  return { peakMiB: Math.round(process.resourceUsage().maxRSS / 1024), seconds: (user + system) / 1e6 };
}

const { rows, dropped } = await writeLineFiles(await folderFor('rows'), ['rows', 'dropped'], async (files) => {
  for (let index = 0; index < count; index += 1) await files.rows.write(rowOf(index));
});
const dataset = {
  parts: [{ split: null, rows: remember(rows) }],
  dropped: remember(dropped),
  counts: { read: count, kept: count, dropped: {} },
  answers: 'labels' as const,
  labels: [],
  statistics,
};
const stages = [{ stage: 'many', dataset }];
/** Every tenth row has a near-duplicate. */
const clusterOf = (row: number) => (row % 10 < 2 ? Math.floor(row / 10) : -1);
const written = measure();
const first = await splitParts({ stages, split, clusterOf, read, folder: await folderFor('first'), signal });
const splitFirst = measure();
const earlier = { name: 'first', lines: read(remember(first.ledgerFile)) };
const second = await splitParts({ stages, split, clusterOf, earlier, read, folder: await folderFor('second'), signal });
const splitAgain = measure();
const { files } = second.stages[0]!;
const proof = await proveSplit({
  stages: [
    {
      stage: 'many',
      dataset: dataset.parts,
      answersAreLabels: true,
      files: { train: remember(files.train), validation: remember(files.validation), test: remember(files.test) },
      dropped: second.stages[0]!.leaks,
    },
  ],
  split,
  ledger: remember(second.ledgerFile),
  search: null,
  read,
  signal,
});
const proved = measure();
const same = first.stages[0]!.files.test.ref.sha256 === files.test.ref.sha256;
console.log(JSON.stringify({ rows: proof.stages[0]!.rows, same, entries: proof.ledger!.entries, written, splitFirst, splitAgain, proved }));
