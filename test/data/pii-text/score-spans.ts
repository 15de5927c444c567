import type { PiiEntity } from './pii-entity.ts';

interface Gold {
  entity: PiiEntity;
  start: number;
  end: number;
  also?: readonly PiiEntity[];
}

/** What a recogniser says of one text. */
export interface FoundSpan {
  entity: string;
  start: number;
  end: number;
}

/** `recall` is null without gold spans, `precision` without found ones. */
export interface SpanScore {
  tp: number;
  fp: number;
  fn: number;
  recall: number | null;
  precision: number | null;
}

/**
 * Scores found spans against gold ones, entity by entity; the lists run in step, one entry a text.
 *
 * A found span matches a gold one of the same entity (or of one of its `also`) when it covers at least half of the gold
 * span. Each span matches once at most, the largest overlap first: two findings of one value are one tp and one fp, one
 * finding over two values leaves one fn. A finding of another entity is an fp of its own entity and leaves an fn of the
 * gold one. A match through `also` counts for the gold entity.
 */
export function scoreSpans(gold: readonly (readonly Gold[])[], found: readonly (readonly FoundSpan[])[]): Record<string, SpanScore> {
  if (gold.length !== found.length) throw new RangeError(`${gold.length} texts of gold spans against ${found.length} of found ones`);
  const scores: Record<string, SpanScore> = {};
  const count = (entity: string, part: 'tp' | 'fp' | 'fn'): void => {
    scores[entity] ??= { tp: 0, fp: 0, fn: 0, recall: null, precision: null };
    scores[entity][part] += 1;
  };
  for (const [index, spans] of gold.entries()) {
    const { matched, missed, wrong } = matchSpans(spans, found[index]!);
    for (const { entity } of matched) count(entity, 'tp');
    for (const { entity } of missed) count(entity, 'fn');
    for (const { entity } of wrong) count(entity, 'fp');
  }
  for (const score of Object.values(scores)) {
    if (score.tp + score.fn > 0) score.recall = score.tp / (score.tp + score.fn);
    if (score.tp + score.fp > 0) score.precision = score.tp / (score.tp + score.fp);
  }
  return scores;
}

/** The same rule for one text: gold spans that were found, those that were not, and findings that match none. */
export function matchSpans<G extends Gold, F extends FoundSpan>(
  gold: readonly G[],
  found: readonly F[],
): { matched: G[]; missed: G[]; wrong: F[] } {
  const pairs = gold.flatMap((one) =>
    found
      .map((other) => ({ one, other, overlap: Math.min(one.end, other.end) - Math.max(one.start, other.start) }))
      .filter(({ other, overlap }) => overlap * 2 >= one.end - one.start && overlap > 0 && isNamed(one, other.entity)),
  );
  pairs.sort((a, b) => b.overlap - a.overlap);
  const matched = new Set<G>();
  const used = new Set<F>();
  for (const { one, other } of pairs) {
    if (matched.has(one) || used.has(other)) continue;
    matched.add(one);
    used.add(other);
  }
  return { matched: [...matched], missed: gold.filter((one) => !matched.has(one)), wrong: found.filter((other) => !used.has(other)) };
}

const isNamed = ({ entity, also = [] }: Gold, name: string): boolean => entity === name || also.some((other) => other === name);
