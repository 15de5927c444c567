import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Context } from '@temporalio/activity';
import type { ModelActivities } from '../contracts/activities.ts';
import { FilesRef } from '../contracts/blob.ts';
import type { ModelRef } from '../contracts/model.ts';
import { GenerateItem } from '../contracts/trainer-protocol.ts';
import { trainerModelClient } from '../inference/trainer-model-client.ts';
import type { ModelFiles } from '../model-files/model-files.ts';
import type { Blobs } from '../storage/blobs.ts';
import { stepKey, type StepResults } from '../storage/step-results.ts';
import type { TrainerPool } from '../trainer-process/trainer-pool.ts';
import type { TrainerSession } from '../trainer-process/trainer-session.ts';

export interface ModelDependencies {
  blobs: Blobs;
  stepResults: StepResults;
  pool: TrainerPool;
  modelFiles: ModelFiles;
  home: string;
}

const Question = z.strictObject({ messages: GenerateItem.shape.messages });

/** A finished model at work: questions of people, and weights for whoever serves them elsewhere. */
export function createModelActivities({ blobs, stepResults, pool, modelFiles, home }: ModelDependencies): ModelActivities {
  const local = async ({ base, adapter }: ModelRef, session: TrainerSession) => ({
    base: await modelFiles.localBase(base, session),
    adapter: adapter === null ? null : await modelFiles.localAdapter(adapter),
  });

  return {
    /** Safe to retry: asking again costs time only. */
    answerQuestion: ({ models, question, format, compute, maxNewTokens, temperature, seed }) =>
      onDevice(pool, async (session, signal) => {
        const { messages } = Question.parse(await blobs.readJson(question));
        const scratch = join(home, 'scratch', `ask-${randomUUID()}`);
        await mkdir(scratch, { recursive: true });
        try {
          const answers = [];
          for (const { title, model } of models) {
            const client = trainerModelClient({
              session,
              model: await local(model, session),
              format,
              batchSize: 1,
              dtype: compute.dtype,
              threads: compute.threads,
              scratch: join(scratch, String(answers.length)),
            });
            const [answer] = await client.generate(
              [{ id: 'question', messages }],
              { maxNewTokens, temperature, topP: 1, seed },
              { signal },
            );
            answers.push({ title, text: answer!.text, seconds: answer!.seconds, answerTokens: answer!.answerTokens });
          }
          return { answers: await blobs.putJson(answers) };
        } finally {
          await rm(scratch, { recursive: true, force: true });
        }
      }),

    /** Safe to retry: the merged weights depend only on base, adapter and dtype, and are kept by these. */
    mergeModel: async ({ model, compute }) => {
      const key = stepKey({
        step: 'mergeModel',
        version: 1,
        inputs: { base: model.base.hash, adapter: model.adapter },
        parameters: { dtype: compute.dtype },
      });
      const found = await stepResults.find('merge-model', key, FilesRef);
      if (found !== null) return { files: found };
      return onDevice(pool, async (session, signal) => {
        const output = join(home, 'scratch', `merged-${randomUUID()}`);
        try {
          await session.request({ op: 'export', model: await local(model, session), output, dtype: compute.dtype }, { signal });
          const files: FilesRef = {};
          for (const name of (await readdir(output)).toSorted()) files[name] = await blobs.putFile(join(output, name), { signal });
          return { files: await stepResults.keep('merge-model', key, files, Object.values(files)) };
        } finally {
          await rm(output, { recursive: true, force: true });
        }
      });
    },
  };
}

/** Holds the device and beats until the body is done. */
async function onDevice<T>(pool: TrainerPool, body: (session: TrainerSession, signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), 5_000);
  try {
    return await pool.withTrainer({ signal: context.cancellationSignal }, (session) => body(session, context.cancellationSignal));
  } finally {
    clearInterval(beat);
  }
}
