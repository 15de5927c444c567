import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { BlobRef } from '../contracts/blob.ts';
import { framePrompt } from '../data/prompt-frame.ts';
import type { Connections } from './connections.ts';
import { versionOf } from './get-model.ts';

export interface AskOptions {
  /** Ask the base model too. */
  compare?: boolean;
  /** Put the text as it is, without the wording of the training prompts around it. */
  raw?: boolean;
  /** 0 = greedy. */
  temperature?: number;
}

const Answer = z.strictObject({ title: z.string(), text: z.string(), seconds: z.number(), answerTokens: z.number() });
/** What one model said. */
export type Answer = z.infer<typeof Answer>;

/** Asks a run's model on the workers. Question and answers travel through the store, not through the run's history. */
export async function askRun(
  connections: Connections,
  run: string,
  text: string,
  { compare = false, raw = false, temperature = 0 }: AskOptions,
): Promise<Answer[]> {
  const version = await versionOf(connections, run);
  const { blobs } = connections.store();
  const messages = raw ? [{ role: 'user', content: text }] : framePrompt(text, version.prompt);
  const question = await blobs.putJson({ messages });
  const base = { title: `base (${version.model.base.name})`, model: { ...version.model, adapter: null } };
  const tuned = { title: `${version.name} version ${version.version}`, model: version.model };
  const { answers } = await connections.temporal.workflow.execute<(request: object) => Promise<{ answers: BlobRef }>>('askModel', {
    workflowId: `ask-${version.name}-${randomUUID().slice(0, 8)}`,
    taskQueue: connections.queue,
    args: [
      {
        models: compare ? [base, tuned] : [tuned],
        question,
        format: version.promptFormat,
        compute: version.compute,
        maxNewTokens: version.maxNewTokens,
        temperature,
        seed: 0,
      },
    ],
  });
  return z.array(Answer).parse(await blobs.readJson(answers));
}
