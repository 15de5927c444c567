import { z } from 'zod';
import { RowsRef } from './blob.ts';
import { AnswerKind, SplitName } from './dataset.ts';

/** A measured number with its 95 % interval. Shares are of 1. `method` names interval and settings, e.g. "wilson" or "bootstrap:1000:seed=7". */
export const Estimate = z.strictObject({
  mean: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.int().nonnegative(),
  method: z.string(),
});
export type Estimate = z.infer<typeof Estimate>;

/**
 * labels: accuracy (constrained to the labels, by log-likelihood), macroF1, exactMatch (greedy generation gives the label exactly).
 * json: exactMatch (equal objects), validJson, fieldAccuracy (mean share of the reference's fields that are equal).
 * text: exactMatch, tokenF1 (SQuAD). All: perplexity of the reference answers (lower is better).
 */
export const MetricName = z.enum(['accuracy', 'macroF1', 'exactMatch', 'validJson', 'fieldAccuracy', 'tokenF1', 'perplexity']);
export type MetricName = z.infer<typeof MetricName>;

/** The metrics of each kind of answers; the first is the primary one, which gates look at. */
export const metricsOf: Record<AnswerKind, readonly [MetricName, ...MetricName[]]> = {
  labels: ['accuracy', 'macroF1', 'exactMatch', 'perplexity'],
  json: ['exactMatch', 'validJson', 'fieldAccuracy', 'perplexity'],
  text: ['tokenF1', 'exactMatch', 'perplexity'],
};

/** A line of a predictions file: what a model said to one row, and what the reference is scored at. No prompt text. */
export const Prediction = z.strictObject({
  id: z.string(),
  group: z.string().nullable(),
  answer: z.string().nullable().describe('null where the answer was not generated (labels are scored)'),
  finish: z.enum(['stop', 'length']).nullable(),
  labelLogProbs: z.array(z.number()).nullable().describe('parallel to the labels of the test set'),
  referenceLogProb: z.number().nullable(),
  referenceTokens: z.int().nullable(),
  /** Whether greedy decoding gives exactly the reference; null where it was not asked. */
  greedyReference: z.boolean().nullable(),
  promptTokens: z.int(),
  answerTokens: z.int().nullable(),
  seconds: z.number(),
});
export type Prediction = z.infer<typeof Prediction>;

/** How a model is asked. */
export const PromptStyle = z.enum(['zeroShot', 'fewShot']);
export type PromptStyle = z.infer<typeof PromptStyle>;

/** A metric beside those of the kind of answers, on its own scale. */
export const FurtherScore = z.strictObject({
  estimate: Estimate.nullable().describe('of precision, recall and F1: F1'),
  better: z.enum(['higher', 'lower']),
  scale: z.union([z.literal(1), z.literal(100)]).describe('what a perfect score is where higher is better'),
  signature: z.string().nullable().describe('everything that decides the number; null where the metric is not known'),
  reason: z.string().nullable().describe('why there is no number'),
  leftOut: z.record(z.string(), z.int()).describe('rows that do not count, by reason'),
});
export type FurtherScore = z.infer<typeof FurtherScore>;

const ClassShare = z.strictObject({ mean: z.number(), low: z.number(), high: z.number() });

/** What became of each class; shares to four digits. */
export const ClassDetails = z.strictObject({
  labels: z.array(z.string()).describe('the labels, then references that are none of them; "" for answers that are none'),
  counts: z.array(z.array(z.int())).describe('rows by [reference][answer], by position in labels'),
  classes: z
    .array(
      z.strictObject({
        precision: ClassShare.nullable().describe('of the rows that were taken for it; null of none'),
        recall: ClassShare.nullable().describe('of the rows that it is the reference of; null of none'),
        f1: z.number(),
      }),
    )
    .describe('parallel to labels'),
  calibration: z
    .array(z.strictObject({ n: z.int(), confidence: z.number(), accuracy: z.number() }))
    .describe('the 15 bins of the calibration error that hold rows, by probability'),
});
export type ClassDetails = z.infer<typeof ClassDetails>;

/** What a model scored on one set of rows. */
export const TestScores = z.strictObject({
  test: z.string().describe('name of the stage whose rows these are'),
  split: SplitName,
  prompt: PromptStyle,
  answers: AnswerKind,
  n: z.int().nonnegative(),
  primary: MetricName.describe('the metric that gates look at: accuracy for labels, exactMatch for json, tokenF1 for text'),
  metrics: z.partialRecord(MetricName, Estimate.nullable()),
  /** Primary metric by the rows' group, where rows name one: at most 10 groups, the worst first. */
  groups: z.array(z.strictObject({ group: z.string(), estimate: Estimate })),
  medianPromptTokens: z.number(),
  medianAnswerTokens: z.number().nullable(),
  medianSecondsPerAnswer: z.number().nullable(),
  p95SecondsPerAnswer: z.number().nullable(),
  chance: z.number().describe('primary metric of guessing: 1 ÷ labels, else 0'),
  predictions: RowsRef,
  /** By metric as `anneal score` names it. Missing in scores from before there were any. */
  further: z.record(z.string(), FurtherScore).optional(),
  /** Of labels, on test rows; null with a reason where they are too many to travel with the scores. Missing for other answers. */
  classes: z.strictObject({ details: ClassDetails.nullable(), reason: z.string().nullable() }).optional(),
});
export type TestScores = z.infer<typeof TestScores>;

/** Two models on the same rows. `difference` = after − before of the metric, paired. */
export const Comparison = z.strictObject({
  metric: MetricName,
  against: z.string().describe('what "before" is, for a person: "base", "base with 4 examples", "after stage specific"'),
  before: Estimate,
  after: Estimate,
  difference: Estimate,
  /** 5th and 95th percentile of the paired bootstrap of the difference: what gates decide by. */
  percentile5: z.number(),
  percentile95: z.number(),
  pValue: z.number().describe('two-sided; exact McNemar for right/wrong, else paired bootstrap; 1 for identical outputs'),
  pFail: z.number().optional().describe('one-sided, small where a gate of the given margin fails; there where a margin was given'),
  test: z.enum(['mcnemar-exact', 'paired-bootstrap']),
  /** Items that would settle a margin with 80 % power, from the sd of the paired differences; null when sd = 0. */
  standardDeviation: z.number(),
});
export type Comparison = z.infer<typeof Comparison>;
