/**
 * Writes the demo's data: node examples/contract-review/build.ts [--out FOLDER] [--packages FOLDER] [--general labels|completions]
 *
 * Without `--packages` only the card stages are written, from the templates beside this file. `--packages` names a folder with
 * the unpacked npm packages spdx-license-list and @blueoak/list; then the general stage is written too. The same input
 * gives the same bytes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawCards } from './card-rows.ts';
import { completionSplits, labelSplits } from './general-rows.ts';
import { readLicences, readRatings } from './licence-texts.ts';
import type { Licence } from './licence-texts.ts';
import { plant } from './plant.ts';
import type { Planted } from './plant.ts';
import type { ChatRow } from './rows.ts';
import type { Split } from './rows.ts';

const here = import.meta.dirname;
const write = (file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const jsonLines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Writes one stage's three files with its bad rows planted, and says where they are. */
function writeStage(out: string, stage: string, splits: Record<Split, ChatRow[]>): Planted[] {
  const { lines, planted } = plant(stage, splits);
  const folder = join(out, 'data', stage);
  write(join(folder, 'train.jsonl'), `${lines.join('\n')}\n`);
  write(join(folder, 'validation.jsonl'), jsonLines(splits.validation));
  write(join(folder, 'test.jsonl'), jsonLines(splits.test));
  return planted;
}

/** Writes the two card stages below `out`. */
export function buildCards(out: string): Planted[] {
  return drawCards().stages.flatMap(({ stage, splits }) => writeStage(out, stage, splits));
}

/** Writes the general stage from the licence texts below `packages`, as labels (with planted rows) or as completions (without). */
function buildGeneral(out: string, packages: string, form: 'labels' | 'completions'): Planted[] {
  const licences = readLicences(packages);
  if (form === 'labels') {
    const splits = labelSplits(licences);
    write(join(out, 'data', 'general', 'LICENCES.md'), licenceTable(splits, licences, readRatings(packages)));
    return writeStage(out, 'general', splits);
  }
  const splits = completionSplits(licences);
  for (const [split, rows] of Object.entries(splits)) write(join(out, 'data', 'general', `${split}.jsonl`), jsonLines(rows));
  return [];
}

/** Names the licences whose sentences stand in the files. */
function licenceTable(splits: Record<Split, ChatRow[]>, licences: readonly Licence[], ratings: ReadonlyMap<string, string>): string {
  const used = new Set(Object.values(splits).flatMap((rows) => rows.map((row) => row.metadata['licence'])));
  const lines = licences.filter(({ id }) => used.has(id)).map(({ id, name }) => `| ${id} | ${name} | ${ratings.get(id) ?? ''} |`);
  const head = `# Licences quoted in these files\n\nOne to a few sentences of each. The rating is the Blue Oak Council's, for permissive licences.\n`;
  return `${head}\n| SPDX id | name | rating |\n|-|-|-|\n${lines.join('\n')}\n`;
}

function main(): void {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: here }, packages: { type: 'string' }, general: { type: 'string', default: 'labels' } },
  });
  const form = values.general === 'completions' ? 'completions' : 'labels';
  const general = values.packages === undefined ? plantedBefore(values.out) : buildGeneral(values.out, values.packages, form);
  const planted = [...general, ...buildCards(values.out)];
  write(join(values.out, 'planted.json'), `${JSON.stringify(planted, null, 2)}\n`);
}

/** Without the packages the general stage stays as it is, and so does what is known of its bad rows. */
function plantedBefore(out: string): Planted[] {
  try {
    const known = JSON.parse(readFileSync(join(out, 'planted.json'), 'utf8')) as Planted[];
    return known.filter(({ file }) => file.startsWith('data/general/'));
  } catch {
    return [];
  }
}

if (process.argv[1] === import.meta.filename) main();
