import type { z } from 'zod';
import { AnnealFailure } from '../contracts/failure.ts';
import { TrainResult } from '../contracts/train-result.ts';
import { BaseFacts, ExportResult, ItemsResult, SourceHash, TrainerRequest } from '../contracts/trainer-protocol.ts';
import type { TrainerAnswer } from '../contracts/trainer-protocol.ts';
import { createStallWatch } from './stall-watch.ts';
import type { TrainerEnd } from './trainer-exit.ts';
import type { RequestOptions, TrainerOperation, TrainerResults } from './trainer-session.ts';

/** The lines to and from one trainer process. */
export interface TrainerConnection {
  send(request: TrainerRequest): void;
  /** Hears everything until the returned function is called. */
  listen(listener: ConnectionListener): () => void;
  /** SIGTERM, a grace, SIGKILL, to the whole group. */
  terminate(): void;
  kill(): void;
  failureOf(end: TrainerEnd): AnnealFailure;
}

export interface ConnectionListener {
  onAnswer(answer: TrainerAnswer): void;
  onBrokenLine(error: AnnealFailure): void;
  onEnd(end: TrainerEnd): void;
}

const resultSchemas: { [Op in keyof TrainerResults]: z.ZodType<TrainerResults[Op]> } = {
  train: TrainResult,
  generate: ItemsResult,
  score: ItemsResult,
  export: ExportResult,
  prepareBase: BaseFacts,
  hashSource: SourceHash,
};

const defaultStall = { startSeconds: 180, seconds: 300 };
/** A step must fit into it; longer steps get 3 × their median. */
const stopGraceMs = 25_000;

/** Sends one request and follows it to its end. Errors: see TrainerSession.request. */
export function runRequest<Op extends keyof TrainerResults>(
  connection: TrainerConnection,
  id: string,
  operation: Extract<TrainerOperation, { op: Op }>,
  { onAnswer, signal, stall = defaultStall }: RequestOptions,
): Promise<TrainerResults[Op]> {
  const watch = createStallWatch(stall, performance.now());
  const work = Promise.withResolvers<TrainerResults[Op]>();
  let ending: AnnealFailure | null = null;
  let graceTimer: NodeJS.Timeout | undefined;

  /** Ends the process; the request fails when it is gone, so that nobody starts anew beside it. */
  const endWith = (failure: AnnealFailure, how: 'kill' | 'terminate') => {
    ending ??= failure;
    connection[how]();
  };
  const askToStop = () => {
    connection.send({ id: `${id}-stop`, op: 'stop' });
    const grace = Math.max(stopGraceMs, 3 * (watch.medianStepMs() ?? 0));
    graceTimer = setTimeout(() => endWith(notStopped(grace), 'terminate'), grace);
  };
  const unlisten = connection.listen({
    onAnswer: (answer) => {
      watch.heard(answer, performance.now());
      if (answer.id !== id) return;
      if (answer.type === 'error') work.reject(new AnnealFailure(answer.name, answer.message));
      else if (answer.type === 'done') settle(operation.op, answer.result, work);
      else tell(onAnswer, answer, (error) => endWith(error, 'kill'));
    },
    onBrokenLine: (error) => endWith(error, 'kill'),
    onEnd: (end) => work.reject(ending ?? connection.failureOf(end)),
  });
  const checkTimer = setInterval(
    // Answers may lie unread in the pipe when this thread was busy: let them in before judging.
    () => setImmediate(() => watch.stalled(performance.now()) && endWith(stalled(watch.limitMs()), 'kill')),
    Math.min(1000, stall.startSeconds * 250, stall.seconds * 250),
  );
  const cleanUp = () => {
    unlisten();
    clearInterval(checkTimer);
    clearTimeout(graceTimer);
    signal?.removeEventListener('abort', askToStop);
  };

  signal?.addEventListener('abort', askToStop, { once: true });
  connection.send(TrainerRequest.parse({ ...operation, id }));
  return work.promise.finally(cleanUp);
}

function settle<Op extends keyof TrainerResults>(op: Op, result: unknown, work: PromiseWithResolvers<TrainerResults[Op]>): void {
  const parsed = resultSchemas[op].safeParse(result);
  if (parsed.success) work.resolve(parsed.data);
  else
    work.reject(
      new AnnealFailure(
        'TrainerFailed',
        `The trainer answered ${op} with something else: ${parsed.error.issues[0]?.message}. Worker and trainer are of different versions; use both of one version.`,
      ),
    );
}

function tell(onAnswer: RequestOptions['onAnswer'], answer: TrainerAnswer, onError: (error: AnnealFailure) => void): void {
  try {
    onAnswer?.(answer);
  } catch (error) {
    onError(
      error instanceof AnnealFailure
        ? error
        : new AnnealFailure('TrainerFailed', `An answer of the trainer could not be used: ${String(error)}`, { cause: error }),
    );
  }
}

const notStopped = (graceMs: number) =>
  new AnnealFailure(
    'TrainerInterrupted',
    `The trainer did not stop within ${Math.round(graceMs / 1000)} s of being asked to and was ended. Steps since its last checkpoint are done again.`,
  );

const stalled = (limitMs: number) =>
  new AnnealFailure(
    'TrainerStalled',
    `The trainer gave no sign of life for ${Math.round(limitMs / 1000)} s and was killed. It starts again from its last checkpoint; if its steps are that slow, raise timing.stallSeconds.`,
  );
