/** Precision, recall and their harmonic mean, each in [0, 1]. */
export interface Overlap {
  precision: number;
  recall: number;
  f1: number;
}

/** A metric has one number, or for ROUGE three, of which F1 is the one that is compared. */
export type TextScore = number | Overlap;

/**
 * A metric of generated text against references. A corpus score is computed from the sums of its items' statistics, so
 * that a resampled corpus costs a few additions an item and no text is read twice.
 */
export interface TextMetric {
  /** As its authors write it: "BLEU", "chrF2++", "TER", "ROUGE-L". */
  readonly name: string;
  readonly better: 'higher' | 'lower';
  /** What a perfect score is where higher is better: 100 for BLEU and chrF (TER counts in hundreds too), 1 for ROUGE. */
  readonly scale: 1 | 100;
  /** How many numbers `statistics` gives. */
  readonly width: number;
  /** What one item adds to the corpus. `references`: at least one; empty texts are texts. */
  statistics(prediction: string, references: readonly string[]): Float64Array;
  /** The score of one item by itself. */
  itemScore(statistics: Float64Array): TextScore;
  /** The score of a corpus from the sums over its items, of which there is at least one. */
  corpusScore(sums: Float64Array, items: number): TextScore;
  /** Everything that decides the number, as sacreBLEU writes it. `references`: how many each item has. */
  signature(references: number | 'var'): string;
}

/** The number of a score that intervals and comparisons are about. */
export function comparedValue(score: TextScore): number {
  return typeof score === 'number' ? score : score.f1;
}

/** "key:value|key:value" */
export function signatureOf(parts: Readonly<Record<string, string | number>>): string {
  return Object.entries(parts)
    .map(([key, value]) => `${key}:${value}`)
    .join('|');
}
