import { createHash } from 'node:crypto';

/** A stream of numbers in [0, 1) that depends on its name alone (mulberry32, started from the SHA-256 of the name). */
export function randomStream(name: string): () => number {
  let state = createHash('sha256').update(name).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the choices, each equally likely. Throws a RangeError when there is none. */
export function pick<T>(choices: readonly T[], random: () => number): T {
  if (choices.length === 0) throw new RangeError('nothing to pick from');
  return choices[Math.floor(random() * choices.length)] as T;
}

/** A new array in random order (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
