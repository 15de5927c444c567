import type { TestSet } from '../../contracts/activities.ts';
import type { FairnessSpec, RobustnessSpec } from '../../contracts/evaluation-spec.ts';
import type { PerturbationName } from '../../contracts/robustness-report.ts';
import type { SwapName } from '../../contracts/fairness-report.ts';
import type { Row } from '../../contracts/row.ts';
import { prefixRow } from '../../data/prefix-row.ts';
import { makeCounterfactuals, type CounterfactualSet } from '../fairness/counterfactuals.ts';
import { answerOf } from '../few-shot.ts';
import { choosePerturbations } from '../robustness/choose-perturbations.ts';
import { bytesOf } from '../robustness/edge.ts';
import { defaultMaximumBytes, makeVariants, type VariantSet } from '../robustness/generate.ts';
import { sampleRows } from '../sample-rows.ts';

export interface BehaviourQuestionsRequest {
  set: Pick<TestSet, 'answers' | 'format' | 'prefix'>;
  rows: readonly Row[];
  robustness: RobustnessSpec | null;
  fairness: Pick<FairnessSpec, 'swaps' | 'rows'> | null;
  /** Tokens that a prompt and its answer may have. */
  context: number;
  seed: number;
}

/** Everything that a model is asked about one test beyond the test itself. */
export interface BehaviourQuestions {
  /** Rows that are put otherwise, as they were. */
  sample: Row[];
  variants: VariantSet[];
  swaps: CounterfactualSet[];
  /** What is put to the model, the prefix before each question; every id names its change and its row. */
  asked: Row[];
}

/** The same for equal rows, settings and seed, however often it is called. */
export function behaviourQuestions(request: BehaviourQuestionsRequest): BehaviourQuestions {
  const { set, rows, robustness, fairness } = request;
  const sample = robustness === null ? [] : sampled(rows, robustness.rows, request.seed, 'robustness');
  const { answers, format } = set;
  const variants =
    robustness === null
      ? []
      : choosePerturbations(robustness.suites, request.seed).map((name) =>
          makeVariants(name, { rows: sample, answers, format, maximumBytes: roomFor(request, sample) }),
        );
  const swaps = fairness === null ? [] : fairness.swaps.map((swap) => swapped(swap, rows, fairness.rows, request.seed));
  const asked = [
    ...variants.flatMap(({ perturbation, rows: changed }) => changed.map((row) => ({ ...row, id: askedId(perturbation, row.id) }))),
    ...swaps.flatMap(({ swap, rows: changed }) => changed.map((row) => ({ ...row, id: askedId(swap, row.id) }))),
  ];
  return { sample, variants, swaps, asked: asked.map((row) => prefixRow(row, set.prefix)) };
}

/** Name of a changed row. Ids of rows are hashes, so that no two of these are equal. */
export function askedId(change: PerturbationName | SwapName, row: string): string {
  return `${change}/${row}`;
}

/** Of the rows that a swap touches, so that a small sample is not spent on rows that name nobody. */
function swapped(swap: SwapName, rows: readonly Row[], count: number | 'all', seed: number): CounterfactualSet {
  const made = makeCounterfactuals(swap, rows);
  const chosen = new Set(sampled(made.rows, count, seed, `counterfactual ${swap}`).map(({ id }) => id));
  return { ...made, rows: made.rows.filter(({ id }) => chosen.has(id)), asked: made.asked.filter(({ id }) => chosen.has(id)) };
}

function sampled(rows: readonly Row[], count: number | 'all', seed: number, purpose: string): Row[] {
  return count === 'all' ? [...rows] : sampleRows(rows, { count, seed, purpose });
}

/** Tokens of a chat template and of special tokens around a prompt, at most. */
const templateTokens = 64;

/**
 * Bytes that a changed prompt may have: three times the longest as it was, and never more than the model's context leaves
 * beside the longest answer. A byte makes one token at most.
 */
function roomFor({ context, set }: BehaviourQuestionsRequest, sample: readonly Row[]): number {
  const longest = (size: (row: Row) => number) => Math.max(0, ...sample.map(size));
  const prompt = longest(({ messages }) => bytesOf(messages.slice(0, -1)));
  const answer = Math.max(16, Math.ceil(1.5 * longest((row) => Buffer.byteLength(answerOf(row)))));
  const room = context - answer - templateTokens - Buffer.byteLength(set.prefix);
  return Math.max(1, Math.min(defaultMaximumBytes, room, 3 * Math.max(prompt, 256)));
}
