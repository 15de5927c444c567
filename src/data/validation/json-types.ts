/** Keys that are counted; what comes later is no majority. */
const mostKeys = 1_000;

/** A text that is one JSON object, parsed; null where it is none. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** Sorted keys of an object, as one text. */
export function keysOf(object: object): string {
  return Object.keys(object).toSorted().join('\0').slice(0, 1000);
}

/** The object's keys with the types of their values. Null is left out: a field that may be empty has any type. */
export function typesIn(object: Readonly<Record<string, unknown>>): [key: string, type: string][] {
  return Object.entries(object).flatMap(([key, value]) =>
    value === null ? [] : [[key, Array.isArray(value) ? 'array' : typeof value] as [string, string]],
  );
}

/** Counts the types that values have under each key. */
export class TypeCensus {
  readonly #counts = new Map<string, Map<string, number>>();

  add(object: Readonly<Record<string, unknown>>): void {
    for (const [key, type] of typesIn(object)) {
      let types = this.#counts.get(key);
      if (types === undefined) {
        if (this.#counts.size >= mostKeys) continue;
        types = new Map();
        this.#counts.set(key, types);
      }
      types.set(type, (types.get(type) ?? 0) + 1);
    }
  }

  /** The type of each key that `share` of its values have, of keys that `leastRows` rows have. */
  majority(share: number, leastRows: number): Map<string, string> {
    const found = new Map<string, string>();
    for (const [key, types] of this.#counts) {
      const rows = [...types.values()].reduce((sum, count) => sum + count, 0);
      for (const [type, count] of types) if (rows >= leastRows && count >= share * rows) found.set(key, type);
    }
    return found;
  }
}
