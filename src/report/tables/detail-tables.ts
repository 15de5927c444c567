import type { ClassDetails, Estimate } from '../../contracts/evaluation-report.ts';
import { count, counted, metricWithInterval, onOwnScale, percent } from '../numbers.ts';
import type { TestDetail } from '../quality-detail.ts';
import { classTitle, furtherFinding, furtherOf } from '../quality-detail.ts';
import { findingTable } from './finding-table.ts';
import type { ReportTable } from './table.ts';

/** A row a further metric, a column a model. */
export function furtherTable(detail: TestDetail): ReportTable {
  return findingTable<string>({
    caption: `${detail.test}: further metrics with 95 % intervals`,
    columns: [
      { title: 'Metric', cell: (metric) => metric },
      { title: 'Better', cell: (metric) => direction(detail, metric) },
      ...detail.models.map((model) => ({
        title: model.title,
        cell: (metric: string) => ({ finding: furtherFinding(model, metric), write: onOwnScale }),
      })),
    ],
    items: detail.metrics,
    notes: leftOutNotes(detail),
  });
}

/** "lower"; "higher, of 100" where a perfect score is known. */
function direction({ models }: TestDetail, metric: string): string {
  const known = models.flatMap(({ scores }) => (scores === null ? [] : (furtherOf(scores, metric) ?? [])));
  const score = known.find(({ signature }) => signature !== null);
  if (score === undefined) return '–';
  return score.better === 'lower' ? 'lower' : `higher, of ${score.scale}`;
}

function leftOutNotes({ models, metrics }: TestDetail): string[] {
  return metrics.flatMap((metric) =>
    models.flatMap(({ title, scores }) => {
      const leftOut = Object.entries((scores && furtherOf(scores, metric)?.leftOut) ?? {});
      if (leftOut.length === 0) return [];
      return [
        `${metric}, ${title.toLowerCase()}: ${leftOut.map(([reason, rows]) => `${counted(rows, 'row')} left out, ${reason}`).join('; ')}.`,
      ];
    }),
  );
}

/** Counts by reference and answer. */
export function confusionTable(test: string, { labels, counts }: ClassDetails): ReportTable {
  return {
    caption: `${test}: rows by reference (down) and answer (across)`,
    head: ['Reference', ...labels.map(classTitle)],
    rows: labels.map((label, row) => [classTitle(label), ...counts[row]!.map((rows) => count(rows))]),
    numeric: labels.map((_, index) => index + 1),
  };
}

interface ClassRow {
  label: string;
  found: ClassDetails['classes'][number];
  references: number;
  answers: number;
}

/** Precision, recall and F1 of each class. */
export function classTable(test: string, { labels, counts, classes }: ClassDetails): ReportTable {
  return findingTable<ClassRow>({
    caption: `${test}: each class, with 95 % intervals`,
    columns: [
      { title: 'Class', cell: ({ label }) => classTitle(label) },
      { title: 'Rows', cell: ({ references }) => count(references), isNumeric: true },
      { title: 'Answered', cell: ({ answers }) => count(answers), isNumeric: true },
      { title: 'Precision', cell: ({ found, answers }) => share(found.precision, answers, 'no row was taken for this class') },
      { title: 'Recall', cell: ({ found, references }) => share(found.recall, references, 'no row has this class as its reference') },
      { title: 'F1', cell: ({ found, references, answers }) => (references + answers === 0 ? '–' : percent(found.f1)) },
    ],
    items: labels.map((label, index) => ({
      label,
      found: classes[index]!,
      references: total(counts[index]!),
      answers: total(counts.map((row) => row[index]!)),
    })),
    notes: [
      'Precision: of the rows that were taken for the class, the share that is of it. Recall: of the rows of the class, the share that was taken for it. F1: their harmonic mean.',
    ],
  });
}

function share(found: ClassDetails['classes'][number]['recall'], n: number, reason: string) {
  const write = (estimate: Estimate) => metricWithInterval('accuracy', estimate);
  const estimate = found === null ? null : { ...found, n, method: 'share' };
  return { finding: { estimate, reason: found === null ? reason : null }, write };
}

/** Bins of the calibration plot, from unsure to sure. */
export function calibrationTable(test: string, { calibration }: ClassDetails): ReportTable {
  return {
    caption: `${test}: answers by how sure the model is`,
    head: ['Sure', 'Right', 'Rows'],
    rows: calibration.map(({ n, confidence, accuracy }) => [percent(confidence), percent(accuracy), count(n)]),
    numeric: [1, 2],
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
