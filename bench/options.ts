import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Tiny sizes: whether it runs, not how fast. */
  quick: boolean;
  rounds: number;
}

/** `--quick`, `--rounds n` and the flags of one benchmark alone. @throws TypeError for other options. */
export function readOptions<Flag extends string = never>(
  defaultRounds: number,
  flags: readonly Flag[] = [],
): BenchOptions & Record<Flag, boolean> {
  const boolean = { type: 'boolean', default: false } as const;
  const own = Object.fromEntries(flags.map((flag) => [flag, boolean]));
  const { values } = parseArgs({ options: { ...own, quick: boolean, rounds: { type: 'string' } } });
  const given = values as Record<string, unknown>;
  const rounds = values.rounds === undefined ? (values.quick ? 1 : defaultRounds) : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new TypeError(`--rounds ${values.rounds}: give a whole number from 1.`);
  return {
    quick: values.quick,
    rounds,
    ...(Object.fromEntries(flags.map((flag) => [flag, given[flag] === true])) as Record<Flag, boolean>),
  };
}
