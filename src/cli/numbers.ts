import { InvalidArgumentError } from 'commander';

/** Reads an option's value. */
export function wholeNumber(least: number, most: number): (given: string) => number {
  return (given) => {
    const number = Number(given);
    if (/^\d+$/.test(given) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`"${given}" is not a whole number from ${least} to ${most}.`);
  };
}

/** Whole numbers with commas between them, each once. */
export function wholeNumbers(least: number, most: number): (given: string) => number[] {
  const one = wholeNumber(least, most);
  return (given) => {
    const numbers = given.split(',').map((part) => one(part.trim()));
    if (new Set(numbers).size === numbers.length) return numbers;
    throw new InvalidArgumentError(`"${given}" names a number twice.`);
  };
}

export function positiveNumber(given: string): number {
  const number = Number(given);
  if (given.trim() !== '' && Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError(`"${given}" is not a number above 0.`);
}
