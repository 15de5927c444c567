import { z } from 'zod';
import { FilesRef } from './blob.ts';
import { BaseSource } from './trainer-protocol.ts';
import { Compute } from './compute.ts';

/** A base model, pinned by the hash of its files. */
export const BaseModelRef = z.strictObject({
  name: z.string(),
  source: BaseSource.or(z.strictObject({ kind: z.literal('store'), files: FilesRef })),
  hash: z.string(),
});
export type BaseModelRef = z.infer<typeof BaseModelRef>;

/** What answers: a base model, with an adapter on top or not. */
export const ModelRef = z.strictObject({ base: BaseModelRef, adapter: FilesRef.nullable() });
export type ModelRef = z.infer<typeof ModelRef>;

/** The wording that every training prompt of the last stage shares, so that a new question can be put the same way. */
export const PromptFrame = z.strictObject({ system: z.string().nullable(), prefix: z.string(), suffix: z.string() });
export type PromptFrame = z.infer<typeof PromptFrame>;

/** `models/<name>/versions/<n>.json`: where a model came from, whole. */
export const ModelVersion = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  version: z.int().positive(),
  createdAt: z.string(),
  runId: z.string(),
  workflowId: z.string(),
  planHash: z.string(),
  seed: z.int(),
  model: ModelRef,
  prompt: PromptFrame,
  promptFormat: z.enum(['chat', 'completion']).describe('of the last accepted stage: how questions are put'),
  tasks: z
    .array(z.strictObject({ name: z.string(), prefix: z.string(), prompt: PromptFrame }))
    .default([])
    .describe('the prefix table of a multi-task model: a question is put to one of these tasks; empty for other models'),
  compute: Compute,
  maxNewTokens: z.int().positive(),
  stages: z.array(
    z.strictObject({
      name: z.string(),
      accepted: z.boolean(),
      attempts: z.int(),
      trainKey: z.string(),
      data: z
        .array(
          z.strictObject({
            name: z.string(),
            files: z.array(z.strictObject({ uri: z.string(), sha256: z.string() })),
            train: z.string(),
            validation: z.string(),
            test: z.string(),
            ledger: z.string(),
          }),
        )
        .min(1)
        .describe('the rows of the stage, or of every task'),
      settings: z.record(z.string(), z.unknown()),
      environment: z.record(z.string(), z.unknown()),
      gates: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
  code: z.strictObject({ anneal: z.string() }),
});
export type ModelVersion = z.infer<typeof ModelVersion>;
