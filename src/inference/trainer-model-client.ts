import { join } from 'node:path';
import type { z } from 'zod';
import { AnnealFailure } from '../contracts/failure.ts';
import { GeneratedLine, ScoredLine } from '../contracts/trainer-protocol.ts';
import type { LocalModel, TrainerAnswer } from '../contracts/trainer-protocol.ts';
import type { Dtype } from '../contracts/compute.ts';
import type { RequestOptions, TrainerOperation, TrainerSession } from '../trainer-process/trainer-session.ts';
import { inOrder, mendAnswers, questionsName, readAnswers, writeLines } from './answer-file.ts';
import type { AskOptions, AskProgress, ModelClient } from './model-client.ts';

export interface TrainerModelOptions {
  session: Pick<TrainerSession, 'request'>;
  model: LocalModel;
  format: 'chat' | 'completion';
  batchSize: number;
  dtype: Dtype;
  threads: number;
  /** Folder for questions and answers. Answers stay there: the same questions, asked again after a kill, go on where they were. */
  scratch: string;
  stall?: RequestOptions['stall'];
}

type Asking = Extract<TrainerOperation, { op: 'generate' | 'score' }>;

/** A model in the trainer process, as long as the session lives. */
export function trainerModelClient(options: TrainerModelOptions): ModelClient {
  const { model, format, batchSize, dtype, threads } = options;
  const shared = { model, format, batchSize, dtype, threads };
  return {
    generate: (items, decoding, ask = {}) => {
      const name = questionsName({ items, decoding });
      const files = filesOf(options.scratch, 'generate', name);
      return askTrainer(options, { op: 'generate', ...shared, ...files, ...decoding }, items, GeneratedLine, ask);
    },
    score: (items, ask = {}) => {
      const files = filesOf(options.scratch, 'score', questionsName({ items }));
      return askTrainer(options, { op: 'score', ...shared, ...files }, items, ScoredLine, ask);
    },
  };
}

function filesOf(scratch: string, op: Asking['op'], name: string): { requests: string; output: string } {
  return { requests: join(scratch, `${op}-${name}.questions.jsonl`), output: join(scratch, `${op}-${name}.answers.jsonl`) };
}

async function askTrainer<Answer extends { id: string }>(
  { session, stall }: TrainerModelOptions,
  operation: Asking,
  items: readonly { id: string }[],
  schema: z.ZodType<Answer>,
  { onProgress, signal }: AskOptions,
): Promise<Answer[]> {
  signal?.throwIfAborted();
  await writeLines(operation.requests, items);
  // Only whole answers count as given. The trainer itself asks no id again that stands in the file.
  const given = await mendAnswers(operation.output, schema);
  if (given < items.length) {
    const onAnswer = (answer: TrainerAnswer) => tellProgress(answer, operation.op, items.length, onProgress);
    const result = await session.request(operation, { onAnswer, ...(signal && { signal }), ...(stall && { stall }) });
    if (result.interrupted) throw interrupted(signal);
  }
  return inOrder(items, await readAnswers(operation.output, schema));
}

function tellProgress(answer: TrainerAnswer, op: Asking['op'], total: number, onProgress: AskOptions['onProgress']): void {
  if (answer.type !== 'progress') return;
  const busy: AskProgress['doing'] = op === 'generate' ? 'answering' : 'scoring';
  const { tokensPerSecond, etaSeconds } = answer;
  onProgress?.({
    doing: answer.phase === 'loading' && answer.step === 0 ? 'loading' : busy,
    done: answer.step,
    total,
    tokensPerSecond,
    etaSeconds,
  });
}

function interrupted(signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  return new AnnealFailure(
    'TrainerInterrupted',
    'The trainer was told to end while it answered. Answers that were given are kept; the others are asked again.',
  );
}
