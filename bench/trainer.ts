/**
 * Tokens a second of Anneal's trainer against TRL's SFTTrainer and a bare Transformers Trainer with PEFT, on the demo's base
 * model. `npm run bench:trainer [-- --quick] [-- --rounds n] [-- --choose]`; --choose compares settings of the rivals instead.
 */
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { checkoutFolder } from '../src/dev/checkout.ts';
import { machineLine } from './machine.ts';
import { readOptions } from './options.ts';
import { inTurn, ratios, series, shown } from './rounds.ts';
import { table } from './table.ts';
import { startAnnealSide } from './trainer/anneal-side.ts';
import { candidates, chosen } from './trainer/choices.ts';
import type { Rival } from './trainer/choices.ts';
import { writeJobs } from './trainer/jobs.ts';
import type { Job } from './trainer/jobs.ts';
import { startRivalSide } from './trainer/rival-side.ts';
import { benchSettings } from './trainer/settings.ts';
import type { Timed } from './trainer/timed.ts';

type Side = 'anneal' | Rival;

const { quick, rounds, choose } = readOptions(3, ['choose']);
const folder = join(checkoutFolder, '.anneal', 'bench');
const rivalPython = join(checkoutFolder, '.anneal', 'bench-venv', 'bin', 'python');
const { python, trainerFolder } = readConfig();
const anneal = await startAnnealSide({ python, trainerFolder }, join(folder, 'anneal'));
const rivals = {
  trl: startRivalSide('trl', rivalPython, anneal.base, join(folder, 'trl')),
  bare: startRivalSide('bare', rivalPython, anneal.base, join(folder, 'bare')),
};
const settings = benchSettings(anneal.hello.bfloat16 ? 'bfloat16' : 'float32');
try {
  const { trl } = await rivals.trl.versions();
  const { torch, transformers, peft } = anneal.hello.versions as Record<'torch' | 'transformers' | 'peft', string>;
  const facts = { device: anneal.hello.device, dtype: settings.dtype, torch, transformers, peft, trl: trl!, rounds: String(rounds) };
  console.log(machineLine(facts));
  for (const job of writeJobs(join(folder, 'jobs'), quick)) await (choose ? tryChoices(job) : compare(job));
} finally {
  await anneal.close();
  rivals.trl.close();
  rivals.bare.close();
}

async function compare(job: Job): Promise<void> {
  const measured = await inTurn<Timed, Side>(rounds, {
    anneal: () => anneal.train(job, settings),
    trl: () => rivals.trl.train(job, settings, chosen.trl),
    bare: () => rivals.bare.train(job, settings, chosen.bare),
  });
  const speeds = (side: Side) => measured[side].map(speed);
  const line = (name: string, side: Side) => [name, shown(series(speeds(side)), 0), shown(ratios(speeds('anneal'), speeds(side)), 2)];
  const [{ tokens, steps } = { tokens: 0, steps: 0 }] = measured.anneal;
  const losses = (['anneal', 'trl', 'bare'] as const).map((side) => measured[side][0]?.loss?.toFixed(2) ?? 'unknown');
  console.log(`\n${job.name}: ${job.rows} rows, ${tokens} tokens, ${steps} updates; mean train loss ${losses.join(', ')}`);
  console.log(
    table([
      ['median (lowest–highest)', 'tokens/s', 'Anneal ÷ this'],
      line('Anneal', 'anneal'),
      line("TRL's SFTTrainer", 'trl'),
      line('Transformers Trainer + PEFT', 'bare'),
    ]),
  );
}

async function tryChoices(job: Job): Promise<void> {
  for (const rival of ['trl', 'bare'] as const) {
    const sides = Object.entries(candidates[rival]).map(
      ([name, choice]) => [name, () => rivals[rival].train(job, settings, choice)] as const,
    );
    const measured = await inTurn<Timed, string>(rounds, Object.fromEntries(sides));
    const rows = Object.entries(measured).map(([name, timed]) => [name, shown(series(timed.map(speed)), 0)]);
    console.log(`\n${job.name}, ${rival}\n${table([['settings', 'tokens/s'], ...rows])}`);
  }
}

function speed({ tokens, seconds }: Timed): number {
  return tokens / seconds;
}
