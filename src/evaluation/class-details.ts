import type { ClassDetails, TestScores } from '../contracts/evaluation-report.ts';
import { probabilitiesOf } from './calibration/brier.ts';
import { calibrationError } from './calibration/calibration-error.ts';
import { classShares } from './classification/class-intervals.ts';
import { classificationScores } from './classification/class-scores.ts';
import { confusionMatrix } from './classification/confusion.ts';
import type { Classified, ConfusionMatrix } from './classification/confusion.ts';
import { samplingGroups } from './estimate.ts';
import { likeliestLabel, unparseable } from './label-metrics.ts';
import type { Answered } from './measure.ts';
import type { Interval } from './statistics/interval.ts';

/** Classes that a table still shows. */
const mostClasses = 20;
/** Bytes of JSON. Scores travel through the history of a run, which must stay small. */
const mostBytes = 4096;

/** What became of each class of a set of labelled rows; null with a reason where that is too much to travel with the scores. */
export function classDetails({ set, rows, predictions }: Answered): NonNullable<TestScores['classes']> {
  const labels = set.labels ?? [];
  if (predictions.some(({ labelLogProbs }) => labelLogProbs === null)) return missing('the labels were not scored');
  const classified = predictions.map(({ labelLogProbs }, index) => {
    const said = likeliestLabel(labelLogProbs, labels);
    return { reference: rows[index]!.answer.trim(), predicted: said === unparseable ? null : said };
  });
  const matrix = confusionMatrix(classified, labels);
  if (matrix.classes.length > mostClasses)
    return missing(`${matrix.classes.length} classes are more than the ${mostClasses} that scores have room for`);
  const isRight = (index: number) => classified[index]!.predicted === classified[index]!.reference;
  const details = {
    labels: matrix.classes,
    counts: matrix.counts,
    classes: classesOf(matrix, classified, samplingGroups(rows)),
    calibration: calibrationBins(
      predictions.map(({ labelLogProbs }, index) => ({
        probability: Math.max(...(probabilitiesOf(labelLogProbs ?? []) ?? [Number.NaN])),
        isRight: isRight(index),
      })),
    ),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(details)).length;
  return bytes > mostBytes ? missing(`${bytes} bytes are more than the ${mostBytes} that scores have room for`) : { details, reason: null };
}

function classesOf(
  matrix: ConfusionMatrix,
  rows: readonly Classified[],
  groups: readonly (string | null)[] | null,
): ClassDetails['classes'] {
  const { classes } = classificationScores(matrix);
  const shares = classShares(rows, matrix.classes, groups);
  return classes.map(({ f1 }, index) => {
    const { precision, recall } = shares[index]!;
    return { precision: share(precision), recall: share(recall), f1: rounded(f1) };
  });
}

function calibrationBins(rows: Parameters<typeof calibrationError>[0]): ClassDetails['calibration'] {
  return calibrationError(rows).bins.flatMap(({ count, confidence, accuracy }) =>
    confidence === null || accuracy === null ? [] : [{ n: count, confidence: rounded(confidence), accuracy: rounded(accuracy) }],
  );
}

function share(found: ({ mean: number } & Interval) | null): { mean: number; low: number; high: number } | null {
  return found && { mean: rounded(found.mean), low: rounded(found.low), high: rounded(found.high) };
}

/** Four digits. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function missing(reason: string): NonNullable<TestScores['classes']> {
  return { details: null, reason };
}
