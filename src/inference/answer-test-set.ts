import type { Prediction } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { Row } from '../contracts/row.ts';
import { answerPrediction, labelPrediction, questionItem, scoreItem } from '../evaluation/questions.ts';
import type { Questioning } from '../evaluation/questions.ts';
import { greedy } from './model-client.ts';
import type { AskOptions, ModelClient } from './model-client.ts';

export interface TestSetQuestions extends Questioning {
  rows: readonly Row[];
  /** null: 1.5 × the longest reference in tokens. */
  maxNewTokens: number | null;
}

/**
 * What a model says to the rows, in their order: all labels' log-likelihoods, or else greedy answers with the
 * log-likelihood of the references. Examples that leave no room for the answer in the model's context are dropped, the
 * longest first.
 */
export async function answerTestSet(client: ModelClient, questions: TestSetQuestions, ask: AskOptions): Promise<Prediction[]> {
  const { rows, set, maxNewTokens } = questions;
  if (set.answers === 'labels') {
    const scored = await withRoom(questions, (questioning) =>
      client.score(
        rows.map((row) => scoreItem(row, questioning)),
        ask,
      ),
    );
    if (scored === null) throw noLikelihoods();
    return rows.map((row, index) => labelPrediction(row, set, at(scored, index)));
  }
  const answered = await withRoom(questions, (questioning) =>
    client.generate(
      rows.map((row) => questionItem(row, questioning)),
      greedy(maxNewTokens),
      ask,
    ),
  );
  return rows.map((row, index) => answerPrediction(row, at(answered, index)));
}

/** Asks with fewer examples as long as the questions are refused as input and there are examples to leave out. */
async function withRoom<Said>({ set, examples }: Questioning, ask: (questioning: Questioning) => Promise<Said>): Promise<Said> {
  try {
    return await ask({ set, examples });
  } catch (error) {
    if (!(error instanceof AnnealFailure) || error.name !== 'InvalidInput' || examples.length === 0) throw error;
    return withRoom({ set, examples: withoutLongest(examples) }, ask);
  }
}

function withoutLongest(examples: readonly Row[]): Row[] {
  const size = (row: Row) => row.messages.reduce((sum, message) => sum + message.content.length, 0);
  const longest = examples.reduce((chosen, row, index) => (size(row) > size(at(examples, chosen)) ? index : chosen), 0);
  return examples.toSpliced(longest, 1);
}

function noLikelihoods(): AnnealFailure {
  return new AnnealFailure(
    'BackendRefused',
    'The backend gives no log-likelihoods of given answers, which labels need. Evaluate with the backend "lora".',
  );
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}
