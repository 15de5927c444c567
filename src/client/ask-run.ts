import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { BlobRef } from '../contracts/blob.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { ModelVersion } from '../contracts/model.ts';
import type { Message } from '../contracts/row.ts';
import { prefixQuestion } from '../data/prefix-row.ts';
import { framePrompt } from '../data/prompt-frame.ts';
import type { Connections } from './connections.ts';
import { versionOf } from './get-model.ts';

export interface AskOptions {
  /** Which of the tasks of a multi-task model; must be given for one, and for no other. */
  task?: string;
  /** Ask the base model too. */
  compare?: boolean;
  /** Put the text as it is, without the wording of the training prompts around it. A task's prefix stands before it all the same. */
  raw?: boolean;
  /** 0 = greedy. */
  temperature?: number;
}

const Answer = z.strictObject({ title: z.string(), text: z.string(), seconds: z.number(), answerTokens: z.number() });
/** What one model said. */
export type Answer = z.infer<typeof Answer>;

/**
 * Asks a run's model on the workers. Question and answers travel through the store, not through the run's history.
 * @throws AnnealFailure NotFound; InvalidInput for a task that the model does not know, or that is not named where it must be.
 */
export async function askRun(
  connections: Connections,
  run: string,
  text: string,
  { task, compare = false, raw = false, temperature = 0 }: AskOptions,
): Promise<Answer[]> {
  const version = await versionOf(connections, run);
  const messages = questionTo(version, text, { raw, ...(task === undefined ? {} : { task }) });
  const { blobs } = connections.store();
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

/**
 * The text as the model's training prompts were put: their wording around it, and the task's prefix before it, byte for byte.
 * @throws AnnealFailure InvalidInput for a task that the model does not know, or that is not named where it must be.
 */
export function questionTo(
  { name, version, prompt, tasks }: Pick<ModelVersion, 'name' | 'version' | 'prompt' | 'tasks'>,
  text: string,
  { task, raw }: { task?: string; raw: boolean },
): Message[] {
  const put = (frame: ModelVersion['prompt']): Message[] => (raw ? [{ role: 'user', content: text }] : framePrompt(text, frame));
  if (tasks.length === 0 && task === undefined) return put(prompt);
  const known = tasks.find((entry) => entry.name === task);
  if (known !== undefined) return prefixQuestion(put(known.prompt), known.prefix);
  const model = `Version ${version} of ${name}`;
  throw new AnnealFailure(
    'InvalidInput',
    tasks.length === 0
      ? `${model} knows no tasks, so "${task}" is none of them. Ask it without a task.`
      : `${model} was trained for several tasks, and ${task === undefined ? 'none was named' : `"${task}" is none of them`}. Name one (--task in the command line): ${tasks.map((entry) => entry.name).join(', ')}.`,
  );
}
