import { unparseable } from '../label-metrics.ts';
import type { ConfusionMatrix } from './confusion.ts';

/** Precision TP ÷ (TP + FP), recall TP ÷ (TP + FN), F1 2 TP ÷ (2 TP + FP + FN); 0 ÷ 0 is 0. */
export interface PrecisionRecall {
  precision: number;
  recall: number;
  f1: number;
}

export interface ClassScore extends PrecisionRecall {
  /** '' for the class of unparseable answers. */
  label: string;
  /** Rows whose reference it is. */
  support: number;
  /** Rows that were taken for it. */
  predicted: number;
  /** Which of the numbers are a 0 ÷ 0 set to 0. */
  undefined: ('precision' | 'recall' | 'f1')[];
}

export interface ClassificationScores {
  /** null of no rows. */
  accuracy: number | null;
  classes: ClassScore[];
  /** Plain mean over the classes that occur as a reference or as a prediction. */
  macro: PrecisionRecall | null;
  /** From the counts of all classes together; equals accuracy, since every row has one reference and one prediction. */
  micro: PrecisionRecall | null;
  /** Mean weighted by support. */
  weighted: PrecisionRecall | null;
  n: number;
  unparseable: number;
  unknownReferences: number;
  /** What a reader must know before believing the numbers. */
  warnings: string[];
  reason: string | null;
}

export const classificationSignature = 'average:macro,micro,weighted|classes:occurring|zero:0|unparseable:own-class|version:1';

/** Scores of a confusion matrix as scikit-learn's `precision_recall_fscore_support(zero_division=0)` defines them. */
export function classificationScores(matrix: ConfusionMatrix): ClassificationScores {
  const classes = matrix.classes.map((label, index) => classScore(matrix, label, index));
  const { n, unknownReferences } = matrix;
  const shared = { classes, n, unparseable: matrix.unparseable, unknownReferences, warnings: warningsOf(matrix) };
  if (n === 0) return { ...shared, accuracy: null, macro: null, micro: null, weighted: null, reason: 'there are no rows' };
  const occurring = classes.filter(({ support, predicted }) => support + predicted > 0);
  const right = matrix.counts.reduce((sum, counts, index) => sum + (counts[index] ?? 0), 0) - emptyMatches(matrix);
  const accuracy = right / n;
  return {
    ...shared,
    accuracy,
    macro: weightedMean(occurring, () => 1),
    micro: { precision: accuracy, recall: accuracy, f1: accuracy },
    weighted: weightedMean(occurring, ({ support }) => support),
    reason: null,
  };
}

/** An empty reference and an unparseable answer are no match. */
function emptyMatches({ classes, counts }: ConfusionMatrix): number {
  const index = classes.indexOf(unparseable);
  return index === -1 ? 0 : (counts[index]?.[index] ?? 0);
}

function classScore({ counts }: ConfusionMatrix, label: string, index: number): ClassScore {
  const right = label === unparseable ? 0 : (counts[index]?.[index] ?? 0);
  const support = (counts[index] ?? []).reduce((sum, count) => sum + count, 0);
  const predicted = counts.reduce((sum, row) => sum + (row[index] ?? 0), 0);
  const nothing: ClassScore['undefined'] = [];
  if (predicted === 0) nothing.push('precision');
  if (support === 0) nothing.push('recall');
  if (support + predicted === 0) nothing.push('f1');
  return {
    label,
    support,
    predicted,
    precision: predicted === 0 ? 0 : right / predicted,
    recall: support === 0 ? 0 : right / support,
    f1: support + predicted === 0 ? 0 : (2 * right) / (support + predicted),
    undefined: nothing,
  };
}

function weightedMean(classes: readonly ClassScore[], weightOf: (score: ClassScore) => number): PrecisionRecall {
  const weights = classes.reduce((sum, score) => sum + weightOf(score), 0);
  const mean = (name: keyof PrecisionRecall) => classes.reduce((sum, score) => sum + weightOf(score) * score[name], 0) / weights;
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

/** More answers without a label than with one are a sign of a parser or a prompt that does not fit, in a base model above all. */
function warningsOf({ n, unparseable: lacking, unknownReferences }: ConfusionMatrix): string[] {
  const warnings: string[] = [];
  if (lacking > n / 2)
    warnings.push(
      `${lacking} of ${n} answers mean none of the labels; look at some of them: the prompt or the way answers end may be wrong, not the model`,
    );
  if (unknownReferences > 0) warnings.push(`${unknownReferences} of ${n} references are none of the labels, so these rows count as wrong`);
  return warnings;
}
