import { z } from 'zod';

const share = z.number().min(0).max(1);

const onInconclusive = z
  .enum(['accept-if-estimate-passes', 'accept', 'reject', 'ask'])
  .default('accept-if-estimate-passes')
  .describe('what becomes of a stage when its rows are too few to tell');

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
