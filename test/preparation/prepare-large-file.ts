/** Cleans, validates, deduplicates and splits the file named by the first argument into the folder named by the second, and prints counts and peak memory. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PreparationRules } from '../../src/contracts/plan.ts';
import { cleanFiles } from '../../src/preparation/clean-files.ts';
import { deduplicateParts } from '../../src/preparation/deduplicate-parts.ts';
import { splitParts } from '../../src/preparation/split-parts.ts';
import type { PartFile, StepFiles } from '../../src/preparation/step-files.ts';
import { validateParts } from '../../src/preparation/validate-parts.ts';

const [input, output] = process.argv.slice(2) as [string, string];
const { signal } = new AbortController();
const seconds: Record<string, number> = {};

async function timed<T>(step: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(output, step);
  await mkdir(folder, { recursive: true });
  const started = process.cpuUsage();
  const result = await work(folder);
  const { user, system } = process.cpuUsage(started);
  seconds[step] = (user + system) / 1e6;
  return result;
}

function partsOf({ parts, refusal }: StepFiles): PartFile[] {
  if (refusal !== null) throw new Error(refusal.message);
  return parts.map(({ split, file: { path, ref } }) => ({ split, path, rows: ref }));
}

const rules = PreparationRules.parse({ cleaning: {}, pii: {}, formatting: {}, validation: {}, duplicates: {} });
const { cleaning, pii, formatting, validation, duplicates } = rules;
const means = { domainCleaner: null, hashKey: null, detector: null };
const settings = { reading: {}, cleaning, pii, formatting, format: 'chat' as const, textOnly: true, means };
const common = { dataset: 'large', pii, threads: 0, signal } as const;

const clean = await timed('clean', (folder) =>
  cleanFiles({ ...common, files: [{ uri: 'large.jsonl', split: null, path: input }], settings, folder }),
);
const afterCleaningMiB = process.resourceUsage().maxRSS / 1024;
const valid = await timed('validate', (folder) => {
  const { counts } = clean;
  const judging = { answers: 'auto', validation, tokenizer: null, format: 'chat', rowTokens: null } as const;
  return validateParts({ ...common, ...judging, parts: partsOf(clean), counts, folder });
});
const unique = await timed('deduplicate', (folder) => {
  const { counts, answers } = valid;
  return deduplicateParts({ ...common, parts: partsOf(valid), counts, answers, duplicates, workers: 0, folder });
});
const split = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/large' };
const stage = { stage: 'large', answersAreLabels: valid.answers === 'labels', parts: partsOf(unique) };
const { stages } = await timed('split', (folder) =>
  splitParts({ stages: [stage], frozen: [], split, duplicates, folder, workers: 0, signal }),
);
const { files, dropped } = stages[0]!;
const rows = { ...Object.fromEntries(Object.entries(files).map(([name, { ref }]) => [name, ref.rows])), dropped };
console.log(JSON.stringify({ counts: unique.counts, rows, afterCleaningMiB, peakMiB: process.resourceUsage().maxRSS / 1024, seconds }));
