/** Splits and proves as many rows of 100 words as the first argument says, in the folder named by the second; prints memory and seconds. */
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuplicatesSpec } from '../../src/contracts/duplicates-spec.ts';
import type { WrittenFile } from '../../src/preparation/line-file.ts';
import { ledgerFile } from '../../src/preparation/ledger-file.ts';
import { proveSplit } from '../../src/preparation/prove-split.ts';
import { splitParts, type SplitParts, type SplitWork } from '../../src/preparation/split-parts.ts';

const [count, folder] = [Number(process.argv[2]), process.argv[3]!];
const { signal } = new AbortController();
const split = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/many', quotas: 'exact' as const };
const duplicates = DuplicatesSpec.parse({});

async function folderFor(name: string): Promise<string> {
  await mkdir(join(folder, name));
  return join(folder, name);
}

/** Highest resident size so far, and seconds on the clock and of the processor since the last call. */
let [usedBefore, startedAt] = [process.cpuUsage(), performance.now()];
function measure(step: string): { peakMiB: number; seconds: number; cpuSeconds: number } {
  const { user, system } = process.cpuUsage(usedBefore);
  const seconds = (performance.now() - startedAt) / 1e3;
  [usedBefore, startedAt] = [process.cpuUsage(), performance.now()];
  const found = { peakMiB: Math.round(process.resourceUsage().maxRSS / 1024), seconds, cpuSeconds: (user + system) / 1e6 };
  console.error(step, JSON.stringify(found));
  return found;
}

// in a process of its own, so that its memory does not count
const maker = fileURLToPath(new URL('write-many-rows.ts', import.meta.url));
const rows = JSON.parse(
  execFileSync(process.execPath, [maker, String(count), await folderFor('rows')], { encoding: 'utf8' }),
) as WrittenFile;
const parts = [{ split: null, path: rows.path }];
const work = { stages: [{ stage: 'many', answersAreLabels: false, parts }], frozen: [], split, duplicates, workers: 0 as const, signal };

async function splitTo(name: string, more: Partial<SplitWork> = {}): Promise<SplitParts> {
  return splitParts({ ...work, folder: await folderFor(name), ...more });
}

const written = measure('written');
const first = await splitTo('first');
const splitFirst = measure('splitFirst');
const second = await splitTo('second', { earlier: ledgerFile(first.ledgerFile.path, 'first') });
const splitAgain = measure('splitAgain');
const { files, dropped } = second.stages[0]!;
const proof = await proveSplit({
  ...work,
  stages: [{ stage: 'many', dataset: [{ split: null, rows: rows.ref }], answersAreLabels: false, files, dropped }],
  ledger: second.ledgerFile,
  folder: await folderFor('proof'),
});
const proved = measure('proved');
const same = first.stages[0]!.files.test.ref.sha256 === files.test.ref.sha256;
const { mostSimilar, overlap } = proof;
const told = { rows: proof.stages[0]!.rows, same, entries: proof.ledger!.entries, mostSimilar, overlap };
console.log(JSON.stringify({ ...told, findings: second.stages[0]!.findings.ref.rows, written, splitFirst, splitAgain, proved }));
