/**
 * Processor time and memory of Anneal's text metrics against sacreBLEU and rouge_score, one thread each, on the same texts, with
 * the same scores. `npm run bench:metrics [-- --quick] [-- --rounds n]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder } from '../src/dev/checkout.ts';
import { machineLine } from './machine.ts';
import { cases, quickCases } from './metrics/cases.ts';
import type { MetricCase } from './metrics/cases.ts';
import { annealSide, pythonSide } from './metrics/sides.ts';
import type { Scored } from './metrics/sides.ts';
import { writePairs } from './metrics/texts.ts';
import { readOptions } from './options.ts';
import { inTurn, ratios, series, shown } from './rounds.ts';
import { table } from './table.ts';

/** How far the sides' scores may lie apart. */
const tolerance = 1e-9;
const { quick, rounds } = readOptions(5);
const python = join(checkoutFolder, '.anneal', 'bench-metrics-venv', 'bin', 'python');
const folder = mkdtempSync(join(tmpdir(), 'anneal-bench-metrics-'));
try {
  const rows = [['seconds of processor time, median (lowest–highest)', 'Anneal', 'Python', 'MiB, Anneal', 'MiB, Python', 'times faster']];
  let versions = '';
  for (const each of quick ? quickCases : cases) {
    const { line, python: rival } = await compare(each);
    versions = rival;
    rows.push(line);
  }
  console.log(machineLine({ python: versions, threads: '1', rounds: String(rounds) }));
  console.log(`\n${table(rows)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A line of the table. Each round has texts of its own, so that nothing is remembered; each case processes of its own. */
async function compare(each: MetricCase): Promise<{ line: string[]; python: string }> {
  const sides = { anneal: annealSide(), python: pythonSide(python) };
  try {
    const versions = await sides.python.hello();
    await sides.anneal.hello();
    const files = new Map<number, string>();
    const fileOf = (round: number) => {
      if (!files.has(round)) files.set(round, writePairs(join(folder, `${round}.jsonl`), each, round));
      return files.get(round)!;
    };
    const measured = await inTurn<Scored, 'anneal' | 'python'>(rounds, {
      anneal: (round) => sides.anneal.score(each.metric, fileOf(round)),
      python: (round) => sides.python.score(each.metric, fileOf(round)),
    });
    check(each, measured.anneal, measured.python);
    const secondsOf = (scored: readonly Scored[]) => scored.map(({ seconds }) => seconds);
    const [ours, theirs] = [secondsOf(measured.anneal), secondsOf(measured.python)];
    const peak = (scored: readonly Scored[]) => Math.max(...scored.map(({ peakMib }) => peakMib)).toFixed(0);
    const times = [shown(series(ours), 4), shown(series(theirs), 3)];
    const line = [each.name, ...times, peak(measured.anneal), peak(measured.python), shown(ratios(theirs, ours), 1)];
    return { line, python: versions };
  } finally {
    sides.anneal.close();
    sides.python.close();
  }
}

/** A faster wrong number would be no gain. */
function check({ name }: MetricCase, ours: readonly Scored[], theirs: readonly Scored[]): void {
  ours.forEach(({ score }, round) => {
    const other = theirs[round]!.score;
    if (!(Math.abs(score - other) <= tolerance)) throw new Error(`${name}: Anneal says ${score}, the Python package ${other}.`);
  });
}
