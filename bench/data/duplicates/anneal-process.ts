/** Answers {file} with {dropped lines, seconds of processor time, peakMib}, line by line, until its input ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { DuplicatesSpec, type SettledDuplicates } from '../../../src/contracts/duplicates-spec.ts';
import { duplicateRule } from '../../../src/data/duplicates/duplicate-findings.ts';
import { findDuplicates } from '../../../src/data/duplicates/find-duplicates.ts';
import { sketchFiles } from '../../../src/preparation/duplicates/sketch-files.ts';

const Request = z.strictObject({ file: z.string() });
const spec = DuplicatesSpec.parse({ conflicts: 'flag' }) as SettledDuplicates;
const signal = new AbortController().signal;

console.log(`node ${process.version}`);
for await (const line of createInterface({ input: process.stdin })) {
  const { file } = Request.parse(JSON.parse(line));
  const folder = mkdtempSync(join(tmpdir(), 'anneal-bench-tokens-'));
  const begun = process.cpuUsage();
  const dropped: number[] = [];
  {
    using sketched = await sketchFiles({ paths: [file], folder, workers: 0, signal });
    const found = findDuplicates(sketched.sketches, spec);
    for (let row = 0; row < sketched.sketches.rows; row += 1) if (duplicateRule(found, row, spec) !== null) dropped.push(row + 1);
  }
  const { user, system } = process.cpuUsage(begun);
  rmSync(folder, { recursive: true });
  console.log(JSON.stringify({ dropped, seconds: (user + system) / 1e6, peakMib: process.resourceUsage().maxRSS / 1024 }));
}
