/**
 * The whole preparation of 200 MB of generated chat rows by the compiled package, in a process of its own: time by step, processor time, memory, and how
 * long the main thread was kept from other work. `node bench/data/preparation.ts [--quick] [--rounds n]`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder } from '../../src/dev/checkout.ts';
import { machineLine } from '../machine.ts';
import { readOptions } from '../options.ts';
import { series, shown } from '../rounds.ts';
import { table } from '../table.ts';
import { writeChatFile } from './preparation/chat-file.ts';
import { runPreparation, type Prepared } from './preparation/run-preparation.ts';

const { quick, rounds } = readOptions(3);
const megabytes = quick ? 10 : 200;
/** Aims for 200 MB on two cores. */
const cases = [
  { name: 'tokens, near-duplicates', language: false, seconds: 120 },
  { name: 'and languages', language: true, seconds: 180 },
] as const;
/** 600 MB. */
const mostMib = '572';

const built = spawnSync(process.execPath, [join(checkoutFolder, 'scripts', 'build.ts')], { stdio: 'inherit' });
if (built.status !== 0) throw new Error('The package could not be compiled: see above.');

const folder = mkdtempSync(join(tmpdir(), 'anneal-bench-preparation-'));
try {
  const path = join(folder, 'chat.jsonl');
  const { bytes, rows } = await writeChatFile(path, megabytes * 1e6, 1);
  const measured: Prepared[][] = cases.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, { language }] of cases.entries()) measured[index]!.push(await runPreparation(path, language));
  console.log(machineLine({ file: `${(bytes / 1e6).toFixed(0)} MB`, rows: String(rows), rounds: String(rounds) }));
  console.log(`\n${table([['preparation', 'aim', ...cases.map(({ name }) => name)], ...totals(measured), ...counts(measured)])}`);
  console.log(`\n${table([['MB a second', ...cases.map(({ name }) => name)], ...speeds(measured, bytes / 1e6)])}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function totals(measured: readonly Prepared[][]): string[][] {
  const line = (name: string, aim: string, of: (prepared: Prepared) => number, digits: number) => [
    name,
    aim,
    ...measured.map((all) => shown(series(all.map(of)), digits)),
  ];
  return [
    line('seconds', quick ? '' : cases.map(({ seconds }) => seconds).join(', '), ({ seconds }) => seconds, 1),
    line('CPU seconds', '', ({ cpuSeconds }) => cpuSeconds, 1),
    line('peak MiB of the process', mostMib, ({ peakMib }) => peakMib, 0),
    line('longest delay of the main thread, ms', '', ({ longestDelayMs }) => longestDelayMs, 0),
  ];
}

/** What was done: the same in every round. */
function counts(measured: readonly Prepared[][]): string[][] {
  const line = (name: string, of: (prepared: Prepared) => number) => [name, '', ...measured.map((all) => of(all[0]!).toLocaleString('en'))];
  return [
    line('rows kept', ({ kept }) => kept),
    line('near-duplicates', ({ nearDuplicates }) => nearDuplicates),
    line('tokens', ({ tokens }) => tokens),
    line('answers of another language', ({ otherLanguage }) => otherLanguage),
  ];
}

function speeds(measured: readonly Prepared[][], size: number): string[][] {
  const names = measured[0]![0]!.steps.map(({ step }) => step);
  const of = (prepared: Prepared, name: string) => size / prepared.steps.find(({ step }) => step === name)!.seconds;
  const bySteps = names.map((name) => [name, ...measured.map((all) => shown(series(all.map((each) => of(each, name))), 1))]);
  return [...bySteps, ['all', ...measured.map((all) => shown(series(all.map(({ seconds }) => size / seconds)), 1))]];
}
