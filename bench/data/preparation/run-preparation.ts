import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** What a preparation took, and what it did. */
export type Prepared = z.infer<typeof Prepared>;
const Prepared = z.strictObject({
  seconds: z.number(),
  /** In their order; the file is hashed and its rows counted before the first. */
  steps: z.array(z.strictObject({ step: z.string(), seconds: z.number() })),
  /** Of all threads. */
  cpuSeconds: z.number(),
  /** Of the whole process. */
  peakMib: z.number(),
  /** By how much a tick of 20 ms of the main thread came late. */
  longestDelayMs: z.number(),
  read: z.int(),
  kept: z.int(),
  nearDuplicates: z.int(),
  tokens: z.int(),
  otherLanguage: z.int(),
  refusals: z.array(z.string()),
});

/** Prepares a file in a process of its own, and leaves nothing of it behind. @throws Error when a part of the work was not done */
export async function runPreparation(file: string, language: boolean): Promise<Prepared> {
  const folder = await mkdtemp(join(dirname(file), 'work-'));
  try {
    const script = join(import.meta.dirname, 'prepare-process.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, file, folder, ...(language ? ['--language'] : [])]);
    const prepared = Prepared.parse(JSON.parse(stdout));
    requireWork(prepared, language);
    return prepared;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Less work in less time would be no gain. */
function requireWork({ read, kept, nearDuplicates, tokens, otherLanguage, refusals }: Prepared, language: boolean): void {
  if (refusals.length > 0) throw new Error(`The preparation refused the rows: ${refusals.join(' ')}`);
  if (kept < 0.8 * read) throw new Error(`The preparation kept ${kept} of ${read} rows; most of them are good.`);
  if (tokens === 0) throw new Error('The preparation counted no tokens.');
  if (nearDuplicates === 0) throw new Error('The preparation found no near-duplicates; there are some.');
  if (language !== otherLanguage > 0) throw new Error(`The preparation found ${otherLanguage} answers of another language.`);
}
