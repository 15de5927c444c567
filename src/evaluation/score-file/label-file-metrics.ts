import { calibrationError } from '../calibration/calibration-error.ts';
import { isProbability } from '../calibration/calibration-error.ts';
import { classificationScores, classificationSignature } from '../classification/class-scores.ts';
import type { ConfusionMatrix } from '../classification/confusion.ts';
import { parseLabel } from '../classification/parse-label.ts';
import { unparseable } from '../label-metrics.ts';
import type { FileMetric, RowScore } from './file-metric.ts';
import { meanFileMetric } from './mean-file-metric.ts';
import type { ScoreRow } from './score-row.ts';
import { noPrediction } from './text-file-metric.ts';

export type Average = 'macro' | 'micro' | 'weighted';

/** What a row is about, as metrics of labels see it. */
export interface LabelledRow {
  reference: string;
  /** null: the prediction means none of the labels. */
  predicted: string | null;
}

const oneOverAll = 'one number over all rows';
const noLabel = 'no label, and not exactly one reference';

/** The right class of a row: its label, or else its one reference. null where it has neither. */
export function labelOf({ label, references }: ScoreRow): string | null {
  const found = label ?? (references.length === 1 ? references[0]! : null);
  return found === null || found.trim() === '' ? null : found.trim();
}

/** All classes that a row of the file has as the right one, in order of first appearance. */
export function labelsOf(rows: readonly ScoreRow[]): string[] {
  return [...new Set(rows.flatMap((row) => labelOf(row) ?? []))];
}

/** What each row's prediction means; null where a row does not count. */
export function classified(rows: readonly ScoreRow[]): (LabelledRow | null)[] {
  const labels = labelsOf(rows);
  const meaning = new Map<string, string | null>();
  const meaningOf = (prediction: string) => {
    if (!meaning.has(prediction)) meaning.set(prediction, parseLabel(prediction, labels));
    return meaning.get(prediction) ?? null;
  };
  return rows.map((row) => {
    const reference = labelOf(row);
    return reference === null || row.prediction === null ? null : { reference, predicted: meaningOf(row.prediction) };
  });
}

function lacksLabel(row: ScoreRow): string | null {
  if (row.prediction === null) return noPrediction;
  return labelOf(row) === null ? noLabel : null;
}

/** Share of predictions that mean the right class. A prediction that means none is wrong. */
export const accuracyMetric: FileMetric = {
  name: 'accuracy',
  better: 'higher',
  scale: 1,
  measure(rows) {
    const found = new Map(classified(rows).map((row, index) => [rows[index]!, row]));
    const isRight = (row: ScoreRow) => (found.get(row)?.predicted === found.get(row)?.reference ? 1 : 0);
    const settings = { labels: labelsOf(rows).length, unparseable: 'wrong', version: 1 };
    return meanFileMetric({ name: 'accuracy', rightOrWrong: true, settings, lacks: lacksLabel, score: (_, row) => isRight(row) }).measure(
      rows,
    );
  },
};

/** Precision, recall and F1 over the classes. */
export function classAverage(average: Average): FileMetric {
  return {
    name: `${average} F1`,
    better: 'higher',
    scale: 1,
    measure(rows) {
      const found = classified(rows);
      const counted = found.flatMap((row, index) => (row === null ? [] : [index]));
      const labelled = counted.map((index) => found[index]!);
      const scoresOf = matrixCounter(labelled);
      const corpus = classificationScores(scoresOf(labelled.map((_, index) => index)))[average];
      return {
        items: rows.map((row): RowScore => ({ score: null, reason: lacksLabel(row) ?? oneOverAll })),
        counted,
        measure: {
          kind: 'pooled',
          share: true,
          statistic: (indices) => classificationScores(scoresOf(indices))[average]?.f1 ?? Number.NaN,
        },
        corpus,
        reason: corpus === null ? (rows.map(lacksLabel).find((reason) => reason !== null) ?? null) : null,
        signature: `labels:${labelsOf(rows).length}|${classificationSignature}`,
      };
    },
  };
}

/** Counts the confusion matrix of chosen rows, again and again. */
function matrixCounter(rows: readonly LabelledRow[]): (indices: ArrayLike<number>) => ConfusionMatrix {
  const classes = [...new Set([...rows.map(({ reference }) => reference), ...rows.map(({ predicted }) => predicted ?? unparseable)])];
  const position = new Map(classes.map((name, index) => [name, index]));
  const wanted = Uint32Array.from(rows, ({ reference }) => position.get(reference)!);
  const given = Uint32Array.from(rows, ({ predicted }) => position.get(predicted ?? unparseable)!);
  return (indices) => {
    const counts = classes.map(() => classes.map(() => 0));
    for (let index = 0; index < indices.length; index++) counts[wanted[indices[index]!]!]![given[indices[index]!]!]! += 1;
    return { classes, counts, n: indices.length, unparseable: 0, unknownReferences: 0 };
  };
}

const noProbability = 'no probability';
const badProbability = 'a probability that is no number from 0 to 1';

function lacksProbability(row: ScoreRow): string | null {
  const lacks = lacksLabel(row);
  if (lacks !== null || isProbability(row.probability)) return lacks;
  return row.probability === null ? noProbability : badProbability;
}

/** Mean of (probability − right)²; lower is better. */
export const brierMetric: FileMetric = {
  name: 'Brier score',
  better: 'lower',
  scale: 1,
  measure(rows) {
    const found = new Map(classified(rows).map((row, index) => [rows[index]!, row]));
    const isRight = (row: ScoreRow) => Number(found.get(row)?.predicted === found.get(row)?.reference);
    const score = (_: string, row: ScoreRow) => ((row.probability ?? Number.NaN) - isRight(row)) ** 2;
    const settings = { brier: 'binary', range: '0-1', version: 1 };
    return meanFileMetric({ name: 'Brier score', rightOrWrong: false, better: 'lower', settings, lacks: lacksProbability, score }).measure(
      rows,
    );
  },
};

/** Expected calibration error in bins of equal width; lower is better. */
export function calibrationMetric(bins: number): FileMetric {
  return {
    name: 'expected calibration error',
    better: 'lower',
    scale: 1,
    measure(rows) {
      const found = classified(rows);
      const counted = rows.flatMap((row, index) => (lacksProbability(row) === null ? [index] : []));
      const confidences = counted.map((index) => ({
        probability: rows[index]!.probability,
        isRight: found[index]!.predicted === found[index]!.reference,
      }));
      const errorOf = (indices: ArrayLike<number>) =>
        calibrationError(
          Array.from(indices, (index) => confidences[index]!),
          { bins },
        );
      const all = calibrationError(confidences, { bins });
      return {
        items: rows.map((row): RowScore => ({ score: null, reason: lacksProbability(row) ?? oneOverAll })),
        counted,
        measure: { kind: 'pooled', share: true, statistic: (indices) => errorOf(indices).value ?? Number.NaN },
        corpus: all.value,
        reason: all.value === null ? (rows.map(lacksProbability).find((reason) => reason !== null) ?? all.reason) : null,
        signature: all.signature,
      };
    },
  };
}
