import { AnnealFailure } from '../../contracts/failure.ts';
import type { PerturbationName } from '../../contracts/robustness-report.ts';
import { RobustnessSuite } from '../../contracts/robustness-report.ts';
import { SeededRandom } from '../random.ts';
import { chooseSome } from './change-words.ts';
import { suites } from './generate.ts';

/** What is wanted of a suite: all of it, a seeded choice of so many, or these. */
export type SuiteChoice = 'all' | number | readonly string[];

/**
 * The perturbations to measure, in the order of the suites; a suite that is not named is left out. Throws InvalidSpec for
 * a name that is none, or that belongs to another suite, and for a number below 1.
 */
export function choosePerturbations(choices: Readonly<Partial<Record<string, SuiteChoice>>>, seed: number): PerturbationName[] {
  const named = Object.keys(choices).filter((suite) => choices[suite] !== undefined);
  const unknown = named.find((suite) => !RobustnessSuite.options.some((each) => each === suite));
  if (unknown !== undefined) throw refuse(`there is no suite "${unknown}"`, RobustnessSuite.options);
  return RobustnessSuite.options.flatMap((suite) => (choices[suite] === undefined ? [] : ofSuite(suite, choices[suite], seed)));
}

function ofSuite(suite: RobustnessSuite, choice: SuiteChoice, seed: number): PerturbationName[] {
  const all = suites[suite].map(({ name }) => name);
  if (choice === 'all') return all;
  if (typeof choice === 'number') return someOf(suite, all, choice, seed);
  const wrong = choice.find((name) => !all.some((each) => each === name));
  if (wrong !== undefined) throw refuse(`"${wrong}" is no perturbation of the suite ${suite}`, all);
  return all.filter((name) => choice.includes(name));
}

function someOf(suite: RobustnessSuite, all: readonly PerturbationName[], count: number, seed: number): PerturbationName[] {
  if (!Number.isSafeInteger(count) || count < 1)
    throw refuse(`${count} perturbations of the suite ${suite} cannot be chosen`, ['"all"', `1 to ${all.length}`, 'a list of names']);
  const random = new SeededRandom(seed * RobustnessSuite.options.length + RobustnessSuite.options.indexOf(suite));
  const chosen = new Set(chooseSome(all.length, count, random));
  return all.filter((_, index) => chosen.has(index));
}

function refuse(what: string, allowed: readonly string[]): AnnealFailure {
  return new AnnealFailure('InvalidSpec', `robustness: ${what}. Allowed are ${allowed.join(', ')}.`, { details: { allowed } });
}
