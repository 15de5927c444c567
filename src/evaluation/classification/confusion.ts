import { unparseable } from '../label-metrics.ts';

/** One classified row. `predicted`: null where the answer means no label. */
export interface Classified {
  reference: string;
  predicted: string | null;
}

/** How often each class was taken for each other one. */
export interface ConfusionMatrix {
  /** Labels in their order, then references that are none of them, then '' for unparseable answers; the last two only where they occur. */
  classes: string[];
  /** counts[reference][predicted], by position in `classes`. */
  counts: number[][];
  n: number;
  /** Answers that mean no label of the set: a class of their own, wrong wherever they occur. */
  unparseable: number;
  /** Rows whose reference is not in the set of labels: no model can get them right. */
  unknownReferences: number;
}

/**
 * Confusion matrix of rows. With `labels`, a prediction outside them counts as unparseable; with null, whatever occurs is
 * a label, in order of first appearance.
 */
export function confusionMatrix(rows: readonly Classified[], labels: readonly string[] | null): ConfusionMatrix {
  const known = new Set(labels);
  const isLabel = (name: string) => name !== unparseable && (labels === null || known.has(name));
  const predictions = rows.map(({ predicted }) => (predicted !== null && isLabel(predicted) ? predicted : unparseable));
  const occurring = labels === null ? rows.flatMap(({ reference }, row) => [reference, predictions[row] ?? unparseable]) : [];
  const references = rows.map(({ reference }) => reference);
  const lacking = predictions.filter((predicted) => predicted === unparseable).length;
  const classes = [...new Set([...(labels ?? []), ...occurring, ...references])].filter((name) => name !== unparseable);
  if (lacking > 0 || references.includes(unparseable)) classes.push(unparseable);
  const position = new Map(classes.map((name, index) => [name, index]));
  const counts = classes.map(() => classes.map(() => 0));
  rows.forEach(({ reference }, row) => {
    const of = counts[position.get(reference) ?? -1];
    const column = position.get(predictions[row] ?? unparseable) ?? -1;
    if (of !== undefined) of[column] = (of[column] ?? 0) + 1;
  });
  const unknownReferences = labels === null ? 0 : references.filter((reference) => !known.has(reference)).length;
  return { classes, counts, n: rows.length, unparseable: lacking, unknownReferences };
}
