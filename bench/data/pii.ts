/**
 * Personal data: characters a second of processor time, recall and precision of Anneal's finder and of Presidio's pattern
 * recognisers on the same texts in turn, one thread each. `node bench/install.mjs data && node bench/data/pii.ts [--quick] [--rounds n]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PiiEntity } from '../../src/contracts/pii-spec.ts';
import { checkoutFolder } from '../../src/dev/checkout.ts';
import { machineLine } from '../machine.ts';
import { readOptions } from '../options.ts';
import { inTurn, ratios, series, shown } from '../rounds.ts';
import { table } from '../table.ts';
import { qualityOf } from './pii/quality.ts';
import { annealSide, presidioSide, type Found, type PiiSide } from './pii/sides.ts';
import { common, writeChatTexts, writeDenseTexts, type TextFile } from './pii/texts.ts';

const names = ['Anneal', 'Presidio, patterns', 'Presidio, with context'] as const;
type Name = (typeof names)[number];

interface Case {
  name: string;
  entities: readonly PiiEntity[];
  write: (path: string, count: number, seed: number) => TextFile;
}

const { quick, rounds } = readOptions(3);
const count = quick ? 200 : 4000;
/** A seed that nothing was tried on. */
const firstSeed = 20_270;
const cases: readonly Case[] = [
  { name: 'chat', entities: common, write: writeChatTexts },
  { name: 'chat, no phones', entities: common.filter((entity) => entity !== 'PHONE'), write: writeChatTexts },
  { name: 'dense', entities: common, write: writeDenseTexts },
];

const python = join(checkoutFolder, '.anneal', 'bench-data-venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'anneal-bench-pii-'));
const sides: Record<Name, PiiSide> = {
  Anneal: await annealSide(),
  'Presidio, patterns': await presidioSide(python, 'patterns'),
  'Presidio, with context': await presidioSide(python, 'context'),
};
try {
  const lines: string[][] = [];
  for (const each of cases) lines.push(...(await compare(each)));
  const versions = [sides.Anneal.version, sides['Presidio, patterns'].version].join('; ');
  console.log(machineLine({ texts: String(count), sides: versions, threads: '1', rounds: String(rounds) }));
  const head = ['personal data', 'MB a CPU-second', 'recall', 'precision', 'MiB', 'Anneal, times faster'];
  console.log(`\n${table([head, ...lines])}`);
} finally {
  for (const side of Object.values(sides)) side.close();
  rmSync(folder, { recursive: true, force: true });
}

/** A line for each side. Each round has texts of its own, so that nothing is remembered. */
async function compare({ name, entities, write }: Case): Promise<string[][]> {
  const files = new Map<number, TextFile>();
  const fileOf = (round: number): TextFile => {
    const file = files.get(round) ?? write(join(folder, `${name}-${round}.json`), count, firstSeed + round);
    files.set(round, file);
    return file;
  };
  const find = (side: Name) => (round: number) => sides[side].find(fileOf(round).path, entities);
  const measured = await inTurn<Found, Name>(rounds, {
    Anneal: find('Anneal'),
    'Presidio, patterns': find('Presidio, patterns'),
    'Presidio, with context': find('Presidio, with context'),
  });
  return names.map((side) => [`${name}: ${side}`, ...lineOf(side, measured[side], measured.Anneal, fileOf)]);
}

function lineOf(side: Name, own: readonly Found[], ours: readonly Found[], fileOf: (round: number) => TextFile): string[] {
  const seconds = (all: readonly Found[]) => all.map((each) => each.seconds);
  const quality = own.flatMap((found, index) => {
    const { gold } = fileOf(index + 1);
    return gold === null ? [] : [qualityOf(found, gold)];
  });
  const median = (part: 'recall' | 'precision') => (quality.length === 0 ? '' : shown(series(quality.map((each) => each[part])), 3));
  return [
    shown(series(own.map((each, index) => fileOf(index + 1).characters / 1e6 / each.seconds)), 2),
    median('recall'),
    median('precision'),
    Math.max(...own.map(({ peakMib }) => peakMib)).toFixed(0),
    side === 'Anneal' ? '' : shown(ratios(seconds(own), seconds(ours)), 1),
  ];
}
