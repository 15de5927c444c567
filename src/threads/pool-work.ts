/** Answers one request. Asked for the next one only when it is done with the last. */
export type PoolHandler<Request, Answer> = (request: Request) => Answer | Promise<Answer>;

/** What the threads of a pool do; the same on both sides. */
export interface PoolWork<SetUp, Request, Answer> {
  /** Makes a thread ready, once, from plain data: loads what it needs, reads settings. */
  setUp: (setUp: SetUp) => PoolHandler<Request, Answer> | Promise<PoolHandler<Request, Answer>>;
  /** Memory of a request that is handed over to the thread instead of being copied; who asked cannot use it any more. */
  requestMemory?: (request: Request) => ArrayBuffer[];
  /** Memory of an answer, likewise. */
  answerMemory?: (answer: Answer) => ArrayBuffer[];
}

/** Whoever answers requests: some threads, or this one. */
export interface Answering<Request, Answer> {
  /** Requests that can be under way at once. */
  readonly room: number;
  ask(request: Request): Promise<Answer>;
  close(): Promise<void>;
}
