/** What one side measured in one round. `round` 0 warms up. */
export type Side<Measured> = (round: number) => Promise<Measured>;

export interface Series {
  median: number;
  lowest: number;
  highest: number;
}

/**
 * Runs all sides once a round, one after the other (A B, A B, …), so that whatever else the machine does meets them alike.
 * Gives what each side measured, round by round; a first round warms up and is left out.
 */
export async function inTurn<Measured, Name extends string>(
  rounds: number,
  sides: Record<Name, Side<Measured>>,
): Promise<Record<Name, Measured[]>> {
  const names = Object.keys(sides) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as Measured[]])) as Record<Name, Measured[]>;
  for (let round = 0; round <= rounds; round += 1)
    for (const name of names) {
      const value = await sides[name](round);
      if (round > 0) measured[name].push(value);
    }
  return measured;
}

/** Median, lowest and highest value. */
export function series(values: readonly number[]): Series {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, lowest: sorted[0]!, highest: sorted.at(-1)! };
}

/** Round by round `ours ÷ theirs`: both sides of a quotient ran next to each other. */
export function ratios(ours: readonly number[], theirs: readonly number[]): Series {
  return series(ours.map((value, round) => value / theirs[round]!));
}

/** `1.07 (1.02–1.11)`: the median, and the lowest and highest round. */
export function shown({ median, lowest, highest }: Series, digits: number): string {
  return `${median.toFixed(digits)} (${lowest.toFixed(digits)}–${highest.toFixed(digits)})`;
}
