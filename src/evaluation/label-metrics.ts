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
 * Macro F1 over the chosen rows: mean over the classes that occur as a reference or as a prediction of
 * 2 TP ÷ (2 TP + FP + FN); 0 ÷ 0 is 0 (scikit-learn's `f1_score(average='macro', zero_division=0)`).
 * An unparseable answer is a class of its own, wrong wherever it occurs. NaN of no rows.
 */
export function macroF1(references: readonly string[], predicted: readonly string[], indices: ArrayLike<number>): number {
  const counts = new Map<string, { right: number; wanted: number; given: number }>();
  const of = (label: string) => {
    const known = counts.get(label) ?? { right: 0, wanted: 0, given: 0 };
    counts.set(label, known);
    return known;
  };
  for (let position = 0; position < indices.length; position++) {
    const row = indices[position] ?? 0;
    const wanted = references[row] ?? unparseable;
    const given = predicted[row] ?? unparseable;
    of(wanted).wanted++;
    of(given).given++;
    if (wanted === given) of(wanted).right++;
  }
  const scores = [...counts.values()].map(({ right, wanted, given }) => (2 * right) / (wanted + given));
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
