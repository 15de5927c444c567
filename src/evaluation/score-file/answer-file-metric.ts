import type { AnswerMetric } from '../question-answering/answer-metric.ts';
import type { FileMetric } from './file-metric.ts';
import { referenceCount } from './file-metric.ts';
import { meanFileMetric } from './mean-file-metric.ts';

const unscorable = 'references that this metric cannot score against';

/** A metric of single answers over the rows of a file. `rightOrWrong`: it gives 1 or 0 and nothing between. */
export function answerFileMetric(metric: AnswerMetric, rightOrWrong: boolean): FileMetric {
  const mean = meanFileMetric({
    name: metric.name,
    rightOrWrong,
    score: (prediction, { references }) => metric.score(prediction, references) ?? unscorable,
  });
  return {
    ...mean,
    measure(rows) {
      const measured = mean.measure(rows);
      return { ...measured, signature: metric.signature(referenceCount(rows, measured.counted)) };
    },
  };
}
