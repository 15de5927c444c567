import type { Licence } from './licence-texts.ts';

/** Licences count as one group above this share of five-word sequences in common (Jaccard), or when they are one series. */
const sameGroupAbove = 0.4;

/** The distinct sequences of `length` words, in lower case without punctuation. */
export function wordSequences(text: string, length: number): Set<string> {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const sequences = new Set<string>();
  for (let start = 0; start + length <= words.length; start += 1) sequences.add(words.slice(start, start + length).join(' '));
  return sequences;
}

/** Size of what two sets share. */
export function sharedCount<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const item of small) if (large.has(item)) shared += 1;
  return shared;
}

/** `CC-BY-SA-4.0` → `CC`, `GPL-2.0-only` → `GPL`: versions and variants of one licence are one series. */
const series = (id: string): string => id.split(/[-0-9]/)[0] ?? id;

/**
 * Groups of related licences: group name (the first id in it) by licence id. Joined are licences of one series
 * and licences with much the same text, in chains too.
 */
export function licenceGroups(licences: readonly Licence[]): Map<string, string> {
  const parent = new Map(licences.map(({ id }) => [id, id]));
  const root = (id: string): string => {
    const above = parent.get(id) ?? id;
    return above === id ? id : root(above);
  };
  const join = (a: string, b: string): void => {
    const [first, second] = [root(a), root(b)].toSorted();
    if (first !== second) parent.set(second as string, first as string);
  };
  const sequences = new Map(licences.map(({ id, text }) => [id, wordSequences(text, 5)]));
  for (const [position, { id }] of licences.entries()) {
    for (const { id: other } of licences.slice(position + 1)) {
      if (series(id) === series(other) || alike(sequences.get(id) as Set<string>, sequences.get(other) as Set<string>)) join(id, other);
    }
  }
  return new Map(licences.map(({ id }) => [id, root(id)]));
}

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (Math.min(a.size, b.size) < sameGroupAbove * Math.max(a.size, b.size)) return false; // too different in size to reach it
  const shared = sharedCount(a, b);
  return shared > sameGroupAbove * (a.size + b.size - shared);
}
