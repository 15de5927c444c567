import type { Prediction } from '../../contracts/evaluation-report.ts';
import { itemScores } from '../item-scores.ts';
import type { ReferenceRow, ScoredSet } from '../measure.ts';

/** A test set with what base and tuned model said to it. */
export interface AnsweredTest {
  set: ScoredSet;
  rows: readonly ReferenceRow[];
  /** null: not asked. */
  base: readonly Prediction[] | null;
  /** null: the spec asks for no examples. */
  baseWithExamples: readonly Prediction[] | null;
  tuned: readonly Prediction[];
}

/** An answer as costs see it. What is not known is null. */
export interface PricedAnswer {
  /** Wall time of the batch ÷ answers in it: seconds of the whole machine. */
  seconds: number | null;
  /** Answers of one batch share its time to the last digit, and no others do. */
  batch: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  /** The label is the likeliest one; the object or the text is equal to the reference. */
  correct: boolean | null;
}

/**
 * What each row's answer took, in the order of the rows. Labels are scored and not generated: as many tokens as the right
 * label has are put down for such an answer.
 */
export function pricedAnswers({ set, rows }: AnsweredTest, predictions: readonly Prediction[]): PricedAnswer[] {
  const metric = set.answers === 'labels' ? 'accuracy' : 'exactMatch';
  const scores = itemScores({ set, metric, rows, predictions });
  const byId = new Map(predictions.map((prediction) => [prediction.id, prediction]));
  return rows.map((row, index) => {
    const said = byId.get(row.id);
    const score = scores[index]?.score ?? null;
    return {
      seconds: said?.seconds ?? null,
      batch: said === undefined ? null : String(said.seconds),
      inputTokens: said?.promptTokens ?? null,
      outputTokens: (set.answers === 'labels' ? said?.referenceTokens : said?.answerTokens) ?? null,
      correct: score === null ? null : score === 1,
    };
  });
}
