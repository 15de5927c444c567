import type { Random } from '../pii-text/random.ts';
import type { Plant } from './plant.ts';

/** What is planted in a line; `of` = the earlier line or the row of the frozen test that it repeats. */
export interface LinePlan {
  plant: Plant;
  detail: string;
  of?: number;
}

export interface Plans {
  plans: Map<number, LinePlan>;
  /** Clean look-alike by its line → the line that it is like. */
  lookalikes: Map<number, number>;
  frozenRows: number;
}

/** Deals out the lines of a file: no line is used twice, and whatever repeats a line stands after it. */
export function planLines(random: Random, plants: readonly Plant[], rows: number, perRule: number): Plans {
  const free = random.shuffled(Array.from({ length: rows - 1 }, (_, index) => index + 2));
  const take = (): number => {
    const line = free.pop();
    if (line === undefined) throw new RangeError(`${rows} rows are too few to plant ${perRule} of each kind in`);
    return line;
  };
  const takeTwo = (): [number, number] => {
    const [a, b] = [take(), take()];
    return a < b ? [a, b] : [b, a];
  };
  const plans = new Map<number, LinePlan>();
  let frozenRows = 0;
  for (const plant of plants) {
    const details = Object.keys(plant.ways);
    for (let index = 0; index < Math.min(plant.count ?? perRule, perRule); index += 1) {
      const plan: LinePlan = { plant, detail: details[index % details.length]! };
      if (plant.needs === 'earlier') {
        const [of, line] = takeTwo();
        plans.set(line, { ...plan, of });
      } else plans.set(take(), plant.needs === 'frozen' ? { ...plan, of: ++frozenRows } : plan);
    }
  }
  const lookalikes = new Map(Array.from({ length: perRule }, () => takeTwo()).map(([of, line]) => [line, of]));
  return { plans, lookalikes, frozenRows };
}
