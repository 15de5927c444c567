import type { ThreadError } from './thread-error.ts';

/** What a thread of one step finds at its start. */
export interface ThreadRequest<Request> {
  request: Request;
  /** Shortest time between two messages of progress. */
  progressMs: number;
}

/** What a thread of one step sends: progress, and at last its result or why there is none. */
export type ThreadMessage<Result, Progress> = { progress: Progress } | { result: Result } | { error: ThreadError };

/** What a thread of a pool finds at its start. */
export interface PoolStart<SetUp> {
  setUp: SetUp;
}

/** A request to a thread of a pool. */
export interface PoolRequest<Request> {
  /** Place of the request among all that are sent. */
  number: number;
  request: Request;
}

/** Its answer, or why there is none. */
export type PoolMessage<Answer> = { number: number } & ({ answer: Answer } | { error: ThreadError });
