/**
 * Writes the JSON Schemas that the Python trainer checks its input against.
 * `generate-trainer-contract.ts` writes trainer/contract/; `--check` only says whether it is up to date (exit code 1 when not).
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { LocalCheckpointManifest } from '../src/contracts/local-checkpoint.ts';
import { GeneratedLine, ReferencedItem, ScoredLine, ScoreItem, TrainerAnswer, TrainerRequest } from '../src/contracts/trainer-protocol.ts';

const schemas = {
  'trainer-request': TrainerRequest,
  'trainer-answer': TrainerAnswer,
  'checkpoint-manifest': LocalCheckpointManifest,
  'generate-item': ReferencedItem,
  'score-item': ScoreItem,
  'generated-line': GeneratedLine,
  'scored-line': ScoredLine,
};

export const contractFolder = join(import.meta.dirname, '..', 'trainer', 'contract');

/** File name → text of every schema in trainer/contract/. */
export function contractFiles(): Map<string, string> {
  return new Map(Object.entries(schemas).map(([name, schema]) => [`${name}.json`, `${JSON.stringify(z.toJSONSchema(schema), null, 1)}\n`]));
}

/** Names of the files in `folder` that are missing or differ from the zod schemas. */
export async function staleContractFiles(folder: string = contractFolder): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, text] of contractFiles()) {
    const found = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (found !== text) stale.push(name);
  }
  return stale;
}

async function main(): Promise<void> {
  if (process.argv.includes('--check')) {
    const stale = await staleContractFiles();
    if (stale.length === 0) return;
    process.stderr.write(`trainer/contract is stale: ${stale.join(', ')}. Run: npx node scripts/generate-trainer-contract.ts\n`);
    process.exitCode = 1;
    return;
  }
  await mkdir(contractFolder, { recursive: true });
  for (const [name, text] of contractFiles()) await writeFile(join(contractFolder, name), text);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
