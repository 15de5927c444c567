/** A seeded stream of choices: the same seed gives the same choices on every machine. */
export interface Random {
  /** A fraction of [0, 1). */
  fraction(): number;
  /** A whole number of [0, below). */
  below(below: number): number;
  /** A whole number of [low, high]. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string;
  digits(length: number): string;
  shuffled<T>(items: readonly T[]): T[];
  bytes(length: number): Uint8Array;
}

/** sfc32, seeded through splitmix32 (both public domain); 2^128 states, so that streams of neighbouring seeds do not meet. */
export function seededRandom(seed: number): Random {
  const next = sfc32(seed);
  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);
  const text = (length: number, alphabet: string): string => {
    let made = '';
    for (let index = 0; index < length; index += 1) made += alphabet[below(alphabet.length)]!;
    return made;
  };
  return {
    fraction: () => next() / 2 ** 32,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (from) => from[below(from.length)]!,
    text,
    digits: (length) => text(length, '0123456789'),
    shuffled: (items) => shuffle([...items], below),
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}

function sfc32(seed: number): () => number {
  const start = splitmix32(seed);
  let [a, b, c, counter] = [start(), start(), start(), 1];
  const step = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let index = 0; index < 12; index += 1) step();
  return step;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}

function shuffle<T>(items: T[], below: (limit: number) => number): T[] {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = below(index + 1);
    [items[index], items[other]] = [items[other]!, items[index]!];
  }
  return items;
}

export const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const lower = 'abcdefghijklmnopqrstuvwxyz';
export const numerals = '0123456789';
export const hexadecimal = '0123456789abcdef';
export const alphanumeric = `${upper}${lower}${numerals}`;
export const base64Characters = `${alphanumeric}+/`;
export const urlCharacters = `${alphanumeric}-_`;
