/**
 * Near-duplicates: rows a second of processor time and recall of Anneal, datatrove and datasketch on the same rows in turn, one
 * thread each. `node bench/install.mjs data && node bench/data/duplicates.ts [--quick] [--rounds n]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder } from '../../src/dev/checkout.ts';
import { machineLine } from '../machine.ts';
import { readOptions } from '../options.ts';
import { inTurn, ratios, series, shown } from '../rounds.ts';
import { table } from '../table.ts';
import { writeChatRows, type ChatFile } from './duplicates/chat-rows.ts';
import { annealSide, pythonSide, type Dropped, type DuplicateSide } from './duplicates/sides.ts';

type Name = 'Anneal' | 'datatrove' | 'datasketch';

const { quick, rounds } = readOptions(3);
const rows = quick ? 2000 : 20_000;
const python = join(checkoutFolder, '.anneal', 'bench-data-venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'anneal-bench-data-'));
const sides: Record<Name, DuplicateSide> = {
  Anneal: await annealSide(),
  datatrove: await pythonSide(python, 'datatrove'),
  datasketch: await pythonSide(python, 'datasketch'),
};
try {
  const files = new Map<number, ChatFile>();
  const fileOf = (round: number) => {
    if (!files.has(round)) files.set(round, writeChatRows(join(folder, `${round}.jsonl`), rows, 100 + round));
    return files.get(round)!;
  };
  const measured = await inTurn<Dropped, Name>(rounds, {
    Anneal: (round) => sides.Anneal.drop(fileOf(round).path),
    datatrove: (round) => sides.datatrove.drop(fileOf(round).path),
    datasketch: (round) => sides.datasketch.drop(fileOf(round).path),
  });
  const versions = Object.values(sides).map(({ version }) => version);
  console.log(machineLine({ rows: String(rows), sides: versions.join('; '), rounds: String(rounds) }));
  const names = Object.keys(sides) as Name[];
  const lines = names.map((name) => lineOf(name, measured[name], measured.Anneal, fileOf));
  console.log(
    `\n${table([['near-duplicates', 'rows a CPU-second', 'recall', 'wrongly dropped', 'MiB', 'Anneal, times faster'], ...lines])}`,
  );
} finally {
  for (const side of Object.values(sides)) side.close();
  rmSync(folder, { recursive: true, force: true });
}

function lineOf(name: Name, own: readonly Dropped[], ours: readonly Dropped[], file: (round: number) => ChatFile): string[] {
  const quality = own.map(({ dropped }, index) => judge(new Set(dropped), file(index + 1)));
  const seconds = (all: readonly Dropped[]) => all.map((each) => each.seconds);
  return [
    name,
    shown(series(own.map((each) => rows / each.seconds)), 0),
    shown(series(quality.map(({ recall }) => recall)), 3),
    String(quality.reduce((sum, { wrong }) => sum + wrong, 0)),
    Math.max(...own.map(({ peakMib }) => peakMib)).toFixed(0),
    name === 'Anneal' ? '' : shown(ratios(seconds(own), seconds(ours)), 1),
  ];
}

/** A pair is found when one of its rows goes; a row that goes and is of no pair is wrongly dropped. */
function judge(dropped: ReadonlySet<number>, { pairs }: ChatFile): { recall: number; wrong: number } {
  const found = pairs.filter(([first, second]) => dropped.has(first) || dropped.has(second)).length;
  const known = new Set(pairs.flat());
  return { recall: found / pairs.length, wrong: [...dropped].filter((line) => !known.has(line)).length };
}
