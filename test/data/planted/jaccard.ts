/** Words as near-duplicates are compared by: NFKC, lower case, runs of letters and digits. */
export function words(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/** All distinct runs of five words of a text; of a shorter text the text itself. */
export function fiveGrams(text: string): Set<string> {
  const all = words(text);
  if (all.length < 5) return new Set([all.join(' ')]);
  return new Set(all.slice(4).map((_, index) => all.slice(index, index + 5).join(' ')));
}

/** Exact Jaccard similarity of the five-word runs of two texts. */
export function jaccard(a: string, b: string): number {
  const [one, other] = [fiveGrams(a), fiveGrams(b)];
  let shared = 0;
  for (const gram of one) if (other.has(gram)) shared += 1;
  return shared / (one.size + other.size - shared);
}

/** The most similar pair of texts, over an inverted index of their five-word runs: exact, no pair is passed over. */
export function highestJaccard(texts: readonly string[]): { similarity: number; pair: [number, number] } {
  const places = new Map<string, number[]>();
  const sizes: number[] = [];
  let best = { similarity: 0, pair: [0, 0] as [number, number] };
  for (const [index, text] of texts.entries()) {
    const grams = fiveGrams(text);
    const shared = new Map<number, number>();
    for (const gram of grams) {
      const seen = places.get(gram) ?? [];
      for (const other of seen) shared.set(other, (shared.get(other) ?? 0) + 1);
      places.set(gram, seen);
      seen.push(index);
    }
    for (const [other, count] of shared) {
      const similarity = count / (grams.size + sizes[other]! - count);
      if (similarity > best.similarity) best = { similarity, pair: [other, index] };
    }
    sizes.push(grams.size);
  }
  return best;
}
