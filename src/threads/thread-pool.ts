import { setImmediate as nextTurn } from 'node:timers/promises';
import { OtherThreads } from './other-threads.ts';
import { ownThread } from './own-thread.ts';
import type { Answering, PoolWork } from './pool-work.ts';
import { poolMemoryMb } from './start-thread.ts';

export interface ThreadPoolOptions<SetUp, Request, Answer> {
  /** The work. Modules that are heavy to load are imported in its `setUp`, so that this thread needs none of them. */
  work: PoolWork<SetUp, Request, Answer>;
  /** A module that calls `servePool` with the same work; see `threadFile`. */
  file: URL;
  /** What the threads do, for messages: `cleaning`. */
  name: string;
  /** How many; 0 does all the work in this thread. */
  threads: number;
  /** Plain data that each thread gets once. */
  setUp: SetUp;
  /** Fails what waits, at once, with its reason. */
  signal?: AbortSignal | undefined;
  /** Limit of a thread's objects and texts, in mebibytes; 384 by default. */
  memoryMb?: number;
}

export interface ThreadPool<Request, Answer> extends AsyncDisposable {
  /**
   * The answers to requests, in the order of the requests. No more than two requests a thread are taken from the source
   * before the first of them is answered and taken. Timers and messages of this thread get their turn between any two answers.
   * One sequence at a time.
   * @throws what the work threw over the first request that failed; WorkerFailed or OutOfMemory when a thread died; the
   *   signal's reason
   */
  mapInOrder(requests: AsyncIterable<Request> | Iterable<Request>): AsyncGenerator<Answer>;
}

/**
 * Threads that answer requests, or this thread where there are to be none, with the same answers. Also inside a thread. To be
 * disposed of: that ends the threads, whatever they do.
 */
export function createThreadPool<SetUp, Request, Answer>({
  work,
  file,
  name,
  threads,
  setUp,
  signal,
  memoryMb = poolMemoryMb,
}: ThreadPoolOptions<SetUp, Request, Answer>): ThreadPool<Request, Answer> {
  const answering = threads === 0 ? ownThread(work, setUp) : new OtherThreads(work, { file, name, threads, setUp, memoryMb, signal });
  return {
    mapInOrder: (requests) => answersInOrder(answering, requests, signal),
    [Symbol.asyncDispose]: () => answering.close(),
  };
}

async function* answersInOrder<Request, Answer>(
  answering: Answering<Request, Answer>,
  requests: AsyncIterable<Request> | Iterable<Request>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Answer> {
  const underWay: Promise<Answer>[] = [];
  const first = async (): Promise<Answer> => {
    const answer = await underWay.shift()!;
    await nextTurn();
    signal?.throwIfAborted();
    return answer;
  };
  for await (const request of requests) {
    signal?.throwIfAborted();
    const answer = answering.ask(request);
    answer.catch(() => {}); // is thrown where it is awaited, in its turn
    underWay.push(answer);
    if (underWay.length >= answering.room) yield await first();
  }
  while (underWay.length > 0) yield await first();
}
