import type { Prediction } from '../../contracts/evaluation-report.ts';
import type { CapabilityScore, GeneralScores } from '../../contracts/general-report.ts';
import type { ScoredLine, ScoreItem } from '../../contracts/trainer-protocol.ts';
import { alignPredictions } from '../align.ts';
import { defaultResamples } from '../bootstrap.ts';
import { type Resampling, estimateOf, samplingGroups } from '../estimate.ts';
import type { Measure, ReferenceRow } from '../measure.ts';
import type { GeneralCapability, GeneralItem, GeneralPart } from './suite.ts';
import { textLossMeasure } from './texts/loss.ts';

/**
 * How the suite must be asked, whatever format a model was tuned in: the options go on from the bare prefix, without a
 * chat template, so that base and tuned models of every format read the same tokens.
 */
export const generalFormat = 'completion';

/** What the trainer's `score` is asked: all options behind one prefix, which is read once. */
export function generalScoreItem({ id, prefix, options }: GeneralItem): ScoreItem {
  return { id, messages: [{ role: 'user', content: prefix }], continuations: options };
}

/**
 * Whether the right option is the likeliest. `logProbs`: of the options, summed over their tokens and the end token. Not
 * divided by length: options of a block are alike in kind and each is right once, so length favours none over a block,
 * and dividing by tokens would favour rare words, whose later pieces are certain once the first stands. The first of equals
 * counts as chosen, which gives a model that ranks all alike exactly chance.
 */
export function scoreGeneralItem({ answer, options }: GeneralItem, logProbs: readonly number[]): boolean {
  if (logProbs.length !== options.length) return false;
  return logProbs.indexOf(Math.max(...logProbs)) === answer;
}

/** The item as scores see it: its block is its group, its answer the number of the right option. */
export function generalReference({ id, block, answer }: GeneralItem): ReferenceRow {
  return { id, group: block, answer: String(answer) };
}

/** How a model ranked the options, for the store. */
export function generalPrediction(item: GeneralItem, scored: ScoredLine): Prediction {
  return {
    id: item.id,
    group: item.block,
    answer: null,
    finish: null,
    labelLogProbs: scored.logProbs,
    referenceLogProb: scored.logProbs[item.answer] ?? null,
    referenceTokens: scored.tokens[item.answer] ?? null,
    greedyReference: scored.greedy[item.answer] ?? null,
    promptTokens: scored.promptTokens,
    answerTokens: null,
    seconds: scored.seconds,
  };
}

/** What a model said to a part of the suite. */
export interface GeneralAnswers {
  predictions: readonly Prediction[];
  texts: readonly ScoredLine[];
}

/** Every capability's accuracy and the loss of general text. Throws ContentConflict where an item or a paragraph was not scored. */
export function scoreGeneralSuite(
  { suite, texts }: GeneralPart,
  { predictions, texts: lines }: GeneralAnswers,
  seed: number,
): Pick<GeneralScores, 'version' | 'capabilities' | 'textLoss'> {
  const resampling = { seed, resamples: defaultResamples };
  return {
    version: suite.version,
    capabilities: suite.capabilities.map((capability) => scoreCapability(capability, answersTo(capability.items, predictions), resampling)),
    textLoss: estimateOf(textLossMeasure(texts, lines), null, texts.length, resampling),
  };
}

/** Those that answer these items: the predictions of all capabilities stand in one file. */
export function answersTo(items: readonly { id: string }[], predictions: readonly Prediction[]): Prediction[] {
  const asked = new Set(items.map(({ id }) => id));
  return predictions.filter(({ id }) => asked.has(id));
}

/** Throws ContentConflict where the predictions answer other items than the capability's. */
export function scoreCapability(
  { name, items, chance }: GeneralCapability,
  predictions: readonly Prediction[],
  resampling: Resampling,
): CapabilityScore {
  const references = items.map(generalReference);
  const measure = accuracyMeasure(items, alignPredictions(name, references, predictions));
  return { capability: name, accuracy: estimateOf(measure, samplingGroups(references), items.length, resampling), chance };
}

/** Right or wrong by item; the predictions stand in the items' order. */
export function accuracyMeasure(items: readonly GeneralItem[], predictions: readonly Prediction[]): Measure {
  const values = Float64Array.from(items, (item, index) => Number(scoreGeneralItem(item, predictions[index]?.labelLogProbs ?? [])));
  return { kind: 'mean', rightOrWrong: true, values };
}
