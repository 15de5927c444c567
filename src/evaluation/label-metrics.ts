import type { Statistic } from './bootstrap.ts';

/** The class of an answer that is none of the labels. No label can be equal to it: labels are not empty. */
export const unparseable = '';

/** The label that a model finds most likely; the first of equals. `unparseable` when it was not scored. */
export function likeliestLabel(logProbs: readonly number[] | null, labels: readonly string[]): string {
  let best = -1;
  logProbs?.forEach((logProb, index) => {
    if (best === -1 || logProb > (logProbs[best] ?? Number.NEGATIVE_INFINITY)) best = index;
  });
  return labels[best] ?? unparseable;
}

/**
 * Macro F1 over chosen rows: mean over the classes that occur as a reference or as a prediction of
 * 2 TP ÷ (2 TP + FP + FN); 0 ÷ 0 is 0 (scikit-learn's `f1_score(average='macro', zero_division=0)`).
 * An unparseable answer is a class of its own, wrong wherever it occurs. NaN of no rows.
 */
export function macroF1(references: readonly string[], predicted: readonly string[]): Statistic {
  const classes = new Map([...new Set([...references, ...predicted])].map((name, index) => [name, index]));
  const numbers = (names: readonly string[]) => Uint32Array.from(names, (name) => classes.get(name) ?? 0);
  const [wanted, given] = [numbers(references), numbers(predicted)];
  return (indices) => {
    const right = new Uint32Array(classes.size);
    const occurrences = new Uint32Array(classes.size);
    for (let position = 0; position < indices.length; position++) {
      const row = indices[position] ?? 0;
      const [reference, answer] = [wanted[row] ?? 0, given[row] ?? 0];
      add(occurrences, reference);
      add(occurrences, answer);
      if (reference === answer) add(right, reference);
    }
    return meanF1(right, occurrences);
  };
}

function add(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

/** `occurrences` of a class: TP twice, FP and FN once. */
function meanF1(right: Uint32Array, occurrences: Uint32Array): number {
  let sum = 0;
  let classes = 0;
  occurrences.forEach((count, index) => {
    if (count === 0) return;
    sum += (2 * (right[index] ?? 0)) / count;
    classes++;
  });
  return sum / classes;
}
