import type { GeneralReport } from '../../contracts/general-report.ts';
import { alignPredictions } from '../align.ts';
import { defaultResamples } from '../bootstrap.ts';
import { compareMeasures } from '../comparison.ts';
import { estimateOf } from '../estimate.ts';
import { valueOf } from '../measure.ts';
import { accuracyMeasure, answersTo, generalReference, type GeneralAnswers } from './score.ts';
import type { GeneralPart } from './suite.ts';
import { textLossMeasure } from './texts/loss.ts';

/** Two models' answers to the same part of the suite. */
export interface GeneralPair {
  /** What "before" is, for a person. */
  against: string;
  before: GeneralAnswers;
  after: GeneralAnswers;
  /** Share of each capability that a gate wants left. */
  minimum: number;
  seed: number;
}

/**
 * What became of each capability, and of general text, between two models: paired by item, whole blocks drawn.
 * Throws ContentConflict where answers are missing or belong to other items.
 */
export function compareGeneral(
  { suite, texts }: GeneralPart,
  { against, before, after, minimum, seed }: GeneralPair,
): Omit<NonNullable<GeneralReport['against']>, 'title'> {
  const capabilities = suite.capabilities.flatMap(({ name, items }) => {
    if (items.length === 0) return [];
    const rows = items.map(generalReference);
    const measureOf = ({ predictions }: GeneralAnswers) =>
      accuracyMeasure(items, alignPredictions(name, rows, answersTo(items, predictions)));
    const pair = {
      metric: 'accuracy',
      against,
      set: { test: name, split: 'test' },
      before: measureOf(before),
      after: measureOf(after),
    } as const;
    const margin = (1 - minimum) * valueOf(pair.before, [...items.keys()]);
    return [{ capability: name, comparison: compareMeasures({ ...pair, rows, margin, seed }) }];
  });
  const [was, is] = [textLossMeasure(texts, before.texts), textLossMeasure(texts, after.texts)];
  const delta = { kind: 'pooled', share: false, statistic: (rows: ArrayLike<number>) => valueOf(is, rows) - valueOf(was, rows) } as const;
  return { capabilities, textLoss: estimateOf(delta, null, texts.length, { seed, resamples: defaultResamples }) };
}
