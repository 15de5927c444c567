/** An option of a metric: what may stand after its name, and what is made of it. */
export interface MetricOption<Value> {
  /** What is allowed, for a person: "13a, intl, char or none". */
  readonly allowed: string;
  /** undefined: not allowed. `given` is null where the option stands alone, without "=". */
  read(given: string | null): Value | undefined;
}

export type MetricOptions = Readonly<Record<string, MetricOption<unknown>>>;

/** The values of a metric's options; those that were not given are missing. */
export type OptionValues<Options extends MetricOptions> = {
  [Name in keyof Options]?: Options[Name] extends MetricOption<infer Value> ? Value : never;
};

/** One of several words. */
export function oneOf<Value extends string>(...values: readonly Value[]): MetricOption<Value> {
  return { allowed: listed(values), read: (given) => values.find((value) => value === given) };
}

/** A number. */
export function numberFrom(least: number, most: number, whole: boolean): MetricOption<number> {
  return {
    allowed: `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`,
    read: (given) => {
      const value = readNumber(given);
      return value !== undefined && value >= least && value <= most && (!whole || Number.isInteger(value)) ? value : undefined;
    },
  };
}

/** An option that is on where it stands. */
export const flag: MetricOption<true> = { allowed: 'nothing: it stands alone', read: (given) => (given === null ? true : undefined) };

/** A plain decimal number; undefined of anything else. */
export function readNumber(text: string | null): number | undefined {
  return text !== null && /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) : undefined;
}

/** "a, b or c" */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
