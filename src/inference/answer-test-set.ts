import type { Prediction } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { Row } from '../contracts/row.ts';
import type { ScoredLine } from '../contracts/trainer-protocol.ts';
import { generateItem, newTokens, predictionOf, scoreItem } from '../evaluation/questions.ts';
import type { Questioning } from '../evaluation/questions.ts';
import { greedy } from './model-client.ts';
import type { AskOptions, ModelClient } from './model-client.ts';

export interface TestSetQuestions extends Questioning {
  rows: readonly Row[];
  /** null: 1.5 × the longest reference. */
  maxNewTokens: number | null;
  /** Of the model; null where it is not known. */
  contextTokens: number | null;
}

/** How often each row is asked: labels are scored only, other answers are scored and generated. */
export function passesOf(answers: Questioning['set']['answers']): 1 | 2 {
  return answers === 'labels' ? 1 : 2;
}

/**
 * What a model says to the rows, in their order: greedy answers (or all labels' log-likelihoods) and the log-likelihood
 * of the references. Examples that leave no room for the answer in the model's context are dropped, the longest first.
 */
export async function answerTestSet(client: ModelClient, questions: TestSetQuestions, ask: AskOptions): Promise<Prediction[]> {
  const { rows, set } = questions;
  const { scored, examples, maxNewTokens } = await scoreWithRoom(client, questions, ask);
  const questioning = { set, examples };
  if (set.answers === 'labels') return rows.map((row, index) => predictionOf(row, questioning, at(scored, index), null));
  const items = rows.map((row) => generateItem(row, questioning));
  const generated = await client.generate(items, greedy(maxNewTokens), ask);
  return rows.map((row, index) => predictionOf(row, questioning, at(scored, index), at(generated, index)));
}

interface Scored {
  scored: ScoredLine[];
  examples: readonly Row[];
  maxNewTokens: number;
}

async function scoreWithRoom(client: ModelClient, questions: TestSetQuestions, ask: AskOptions): Promise<Scored> {
  const { set, rows, contextTokens } = questions;
  for (let examples = questions.examples; ; examples = withoutLongest(examples)) {
    const scored = await scoreOrTooLong(client, { ...questions, examples }, ask);
    if (scored === 'too long') continue;
    const wanted = newTokens(questions.maxNewTokens, scored, null);
    const longestPrompt = scored.reduce((longest, line) => Math.max(longest, line.promptTokens), 0);
    const hasRoom = contextTokens === null || set.answers === 'labels' || longestPrompt + wanted <= contextTokens;
    if (hasRoom || examples.length === 0 || rows.length === 0) {
      return { scored, examples, maxNewTokens: newTokens(questions.maxNewTokens, scored, contextTokens) };
    }
  }
}

/** 'too long': refused as input while there are examples that can be left out. */
async function scoreOrTooLong(client: ModelClient, questions: TestSetQuestions, ask: AskOptions): Promise<ScoredLine[] | 'too long'> {
  try {
    const items = questions.rows.map((row) => scoreItem(row, questions));
    const scored = await client.score(items, ask);
    if (scored !== null) return scored;
  } catch (error) {
    if (error instanceof AnnealFailure && error.name === 'InvalidInput' && questions.examples.length > 0) return 'too long';
    throw error;
  }
  throw new AnnealFailure(
    'BackendRefused',
    'The backend gives no log-likelihoods of given answers, which labels and perplexity need. Evaluate with the backend "lora".',
  );
}

function withoutLongest(examples: readonly Row[]): Row[] {
  const size = (row: Row) => row.messages.reduce((sum, message) => sum + message.content.length, 0);
  const longest = examples.reduce((chosen, row, index) => (size(row) > size(at(examples, chosen)) ? index : chosen), 0);
  return examples.toSpliced(longest, 1);
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}
