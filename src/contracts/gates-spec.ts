import { z } from 'zod';
import { MetricName } from './evaluation-report.ts';

const share = z.number().min(0).max(1);

const onInconclusive = z
  .enum(['accept-if-estimate-passes', 'accept', 'reject', 'ask'])
  .default('accept-if-estimate-passes')
  .describe('what becomes of a stage when its rows are too few to tell');

/** A gate of one's own: a metric must not be worse than a model, or than a value, by more than a margin. */
export const GateRule = z
  .strictObject({
    metric: MetricName.describe('of the stage’s own rows; one that its kind of answers has'),
    against: z
      .enum(['base', 'baseWithExamples', 'previous', 'value'])
      .describe('the base as it is, the base with examples in its prompt, the model that the stage started from, or `value`'),
    value: z.number().optional().describe('with against: value, the least that is good enough (of perplexity: the most)'),
    margin: z.number().min(0).default(0).describe('how much worse it may be, in the metric’s own unit'),
    confidence: z
      .number()
      .min(0.5)
      .max(0.999)
      .default(0.9)
      .describe('of the two-sided interval that decides against a model; against a value the 95 % interval decides'),
    onInconclusive,
  })
  .refine(({ against, value }) => (against === 'value') === (value !== undefined), {
    path: ['value'],
    message: 'a value belongs to against: value, and to nothing else',
  });
export type GateRule = z.infer<typeof GateRule>;

export const GatesSpec = z.strictObject({
  retention: z
    .strictObject({
      minimum: share.default(0.9).describe('share of an earlier stage that must be left'),
      onInconclusive,
    })
    .prefault({})
    .describe('nothing that an earlier stage taught is forgotten'),
  quality: z
    .strictObject({
      notWorseThanStartBy: share.default(0).describe('margin of the primary metric against the model that the stage started from'),
      minimum: share.nullable().default(null).describe('least value of the primary metric on the stage’s own rows; null = none'),
      onInconclusive,
    })
    .prefault({})
    .describe('the stage did its own task good'),
  overfitting: z
    .strictObject({
      maximumGap: z
        .number()
        .positive()
        .max(100)
        .default(0.5)
        .describe('largest validation loss − train loss, in nats a token, at the checkpoint that is kept'),
      onInconclusive,
    })
    .prefault({})
    .describe('the stage learned its task, not its rows'),
  capabilities: z
    .strictObject({
      minimum: share.default(0.9).describe('share of each of the base’s general capabilities that must be left'),
      onInconclusive,
    })
    .prefault({})
    .describe('general knowledge, reasoning and language are not forgotten; as far as evaluation.general measures them'),
  robustness: z
    .strictObject({
      maximumDegradation: share
        .nullable()
        .default(null)
        .describe('most that the mean score may lose when every row is put in its worst way; null = measured, decides nothing'),
      onInconclusive,
    })
    .prefault({})
    .describe('answers hold when questions are put otherwise; as far as evaluation.robustness measures it'),
  fairness: z
    .strictObject({
      minimumImpactRatio: share
        .nullable()
        .default(0.8)
        .describe(
          'least lowest ÷ highest rate of a favourable outcome among the groups of evaluation.fairness.groups; null = decides nothing',
        ),
      maximumGap: share
        .nullable()
        .default(null)
        .describe('largest difference of mean scores between the best and the worst of these groups; null = decides nothing'),
      onInconclusive,
    })
    .prefault({})
    .describe('no group is served much worse; where the spec names columns of groups'),
  rules: z.array(GateRule).max(20).default([]).describe('further gates of your own, each on one metric of the stage’s own rows'),
});
export type GatesSpec = z.infer<typeof GatesSpec>;

export const FailedGatePolicy = z.strictObject({
  retry: z
    .strictObject({
      max: z.int().min(0).max(10).default(2).describe('further attempts, judged on validation rows'),
      learningRateFactor: z.number().positive().max(1).default(0.5).describe('the learning rate is multiplied by it, each time'),
      replayFactor: z.number().min(1).default(2).describe('the replay is multiplied by it, each time'),
      minimumReplay: share.default(0.5).describe('replay of a retry, at least'),
    })
    .prefault({})
    .describe('gentler attempts before anything else'),
  then: z
    .enum(['rollback', 'stop', 'ask'])
    .default('stop')
    .describe('rollback: the next stage starts from the last accepted model; stop: the run ends, rejected; ask: a person decides'),
});
export type FailedGatePolicy = z.infer<typeof FailedGatePolicy>;
