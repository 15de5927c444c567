import { duration, metricWithInterval, notMeasured, tokens } from '../numbers.ts';
import type { StageProof } from '../proof.ts';
import { metricTitle } from '../wording.ts';
import type { ReportTable } from './table.ts';

/** A stage's test set: a row for each of the four models, every metric with its interval, what an answer costs. */
export function proofTable(proof: StageProof): ReportTable {
  const head = ['Model', ...proof.metrics.map((metric) => metricTitle(metric, proof.answers)), 'Time an answer', 'Prompt tokens'];
  return {
    caption: `${proof.stage}: scores with 95 % intervals`,
    head,
    rows: proof.rows.map(({ title, scores, missing }) => {
      if (scores === null) return [title, `${notMeasured}: ${missing}`, ...Array<string>(head.length - 2).fill('–')];
      const seconds = scores.medianSecondsPerAnswer;
      return [
        title,
        ...proof.metrics.map((metric) => metricWithInterval(metric, scores.metrics[metric])),
        seconds === null ? notMeasured : duration(seconds),
        tokens(scores.medianPromptTokens),
      ];
    }),
  };
}
