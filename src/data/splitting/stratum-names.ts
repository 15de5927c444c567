import type { SplitRow } from '../split-keys.ts';

/** Strata of a stage beyond which its labels count as no labels: an identifier, say, is none. */
export const mostStrata = 1000;

export interface Stratum {
  stage: number;
  task: string | null;
  label: string | null;
}

/** Numbers the strata (stage, task, label) in which shares are reported. */
export class StratumNames {
  readonly #numbers = new Map<string, number>();
  readonly #strata: Stratum[] = [];
  /** By stage. */
  readonly #counts: number[] = [];
  /** The stratum of the row before: most often that of the next one, too. */
  #last = -1;

  /** The number of a row's stratum. Stages with too many have one, whose number is that of the first row. */
  add(stage: number, { task, label }: Pick<SplitRow, 'task' | 'label'>): number {
    if ((this.#counts[stage] ?? 0) > mostStrata) return this.#first(stage);
    const last = this.#strata[this.#last];
    if (last !== undefined && last.stage === stage && last.task === (task ?? null) && last.label === (label ?? null)) return this.#last;
    const key = JSON.stringify([stage, task ?? null, label ?? null]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return (this.#last = known);
    this.#counts[stage] = (this.#counts[stage] ?? 0) + 1;
    this.#numbers.set(key, this.#strata.length);
    return (this.#last = this.#strata.push({ stage, task: task ?? null, label: label ?? null }) - 1);
  }

  /**
   * The strata once all rows were seen, and the one that each number means: of a stage with too many, all mean one,
   * so that the order of the rows decides nothing.
   */
  settle(): { strata: Stratum[]; meaning: Int32Array } {
    const strata = this.#strata.map((stratum) => (this.#tooMany(stratum.stage) ? { ...stratum, task: null, label: null } : stratum));
    const meaning = Int32Array.from(strata, ({ stage }, number) => (this.#tooMany(stage) ? this.#first(stage) : number));
    return { strata, meaning };
  }

  #tooMany(stage: number): boolean {
    return this.#counts[stage]! > mostStrata;
  }

  #first(stage: number): number {
    return this.#strata.findIndex((stratum) => stratum.stage === stage);
  }
}
