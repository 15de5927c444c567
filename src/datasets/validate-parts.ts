import type { AnswerKind, CleanedDataset, DatasetStatistics, DroppedRow, RowCounts, SplitName } from '../contracts/dataset.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Row } from '../contracts/row.ts';
import { AnswerCensus, type AnswerDecision } from '../data/answer-kind.ts';
import { answerOf } from '../data/canonical-row.ts';
import { RowTally } from '../data/row-counts.ts';
import { StatisticsBuilder } from '../data/statistics.ts';
import { rowValidator } from '../data/validate-row.ts';
import { writeLineFiles, type WrittenFile } from './line-file.ts';
import type { ReadRows } from './read-rows.ts';

export interface ValidationWork {
  /** Name for messages. */
  dataset: string;
  cleaned: CleanedDataset;
  answers: AnswerKind | 'auto';
  lengths: Plan['lengths'];
  read: ReadRows;
  /** An empty folder for the output. */
  folder: string;
  signal: AbortSignal;
}

export interface ValidatedParts extends AnswerDecision {
  parts: { split: SplitName | null; file: WrittenFile }[];
  /** What cleaning dropped, then what validation dropped. */
  dropped: WrittenFile;
  counts: RowCounts;
  statistics: DatasetStatistics;
}

/**
 * Reads a cleaned dataset twice: to find what kind its answers are, then to check every row against that and the limits.
 * @throws DatasetRejected when no row is left, or the answers are not what the spec says
 */
export async function validateParts(work: ValidationWork): Promise<ValidatedParts> {
  const { cleaned, read, folder, signal } = work;
  const decision = await decideAnswers(work);
  const refuse = rowValidator(decision, work.lengths);
  const tally = new RowTally(cleaned.counts);
  const statistics = new StatisticsBuilder();
  const names = cleaned.parts.map(({ split }) => split ?? 'all');
  const written = await writeLineFiles(folder, [...names, 'dropped'], async (files) => {
    for await (const row of read<DroppedRow>(cleaned.dropped)) await files['dropped'].write(row);
    for (const [index, part] of cleaned.parts.entries()) {
      for await (const row of read<Row>(part.rows)) {
        signal.throwIfAborted();
        const refusal = refuse(row);
        if (refusal === null) {
          tally.keep();
          statistics.add(row);
          await files[names[index]!].write(row);
        } else {
          const dropped: DroppedRow = { ...row.source, ...refusal };
          tally.drop(dropped);
          await files['dropped'].write(dropped);
        }
      }
    }
  });
  tally.requireRows(work.dataset);
  const parts = cleaned.parts.map(({ split }, index) => ({ split, file: written[names[index]!] }));
  return { ...decision, parts, dropped: written['dropped'], counts: tally.counts(), statistics: statistics.statistics() };
}

async function decideAnswers({ dataset, cleaned, answers, read, signal }: ValidationWork): Promise<AnswerDecision> {
  const census = new AnswerCensus();
  for (const part of cleaned.parts) {
    for await (const row of read<Row>(part.rows)) {
      signal.throwIfAborted();
      census.add(answerOf(row));
    }
  }
  return census.decide(answers, dataset);
}
