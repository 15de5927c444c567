import type { Worker } from 'node:worker_threads';
import type { Answering, PoolWork } from './pool-work.ts';
import { poolYoungMemoryMb, startThread } from './start-thread.ts';
import { unpackError } from './thread-error.ts';
import type { PoolMessage, PoolRequest, PoolStart } from './thread-messages.ts';

/** Requests that wait at a thread or are worked on, so that it never idles while the next one is read. */
const waitingAtThread = 2;

interface Waiting<Answer> {
  resolve: (answer: Answer) => void;
  reject: (reason: unknown) => void;
}

interface Thread<Answer> {
  worker: Worker;
  waiting: Map<number, Waiting<Answer>>;
}

export interface OtherThreadsStart<SetUp> {
  file: URL;
  name: string;
  threads: number;
  setUp: SetUp;
  memoryMb: number;
  signal?: AbortSignal | undefined;
}

/** Threads that answer requests. One that dies, or an abort, fails all that wait, at once, and all that comes after. */
export class OtherThreads<SetUp, Request, Answer> implements Answering<Request, Answer> {
  readonly #threads: Thread<Answer>[] = [];
  readonly #requestMemory: PoolWork<SetUp, Request, Answer>['requestMemory'];
  readonly #signal: AbortSignal | undefined;
  readonly #abort = (): void => this.#fail(this.#signal?.reason);
  #failure: { reason: unknown } | null = null;
  #sent = 0;

  constructor({ requestMemory }: PoolWork<SetUp, Request, Answer>, start: OtherThreadsStart<SetUp>) {
    this.#requestMemory = requestMemory;
    this.#signal = start.signal;
    start.signal?.throwIfAborted();
    for (let index = 0; index < start.threads; index += 1) this.#threads.push(this.#start(start));
    start.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  get room(): number {
    return this.#threads.length * waitingAtThread;
  }

  ask(request: Request): Promise<Answer> {
    if (this.#failure !== null) return Promise.reject(this.#failure.reason);
    const { worker, waiting } = this.#threads.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
    const number = this.#sent;
    this.#sent += 1;
    return new Promise((resolve, reject) => {
      const sent: PoolRequest<Request> = { number, request };
      worker.postMessage(sent, this.#requestMemory?.(request) ?? []);
      waiting.set(number, { resolve, reject });
    });
  }

  /** Ends all threads, whatever they do. */
  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#failure ??= { reason: new Error('The threads are closed.') };
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #start({ file, name, setUp, memoryMb }: OtherThreadsStart<SetUp>): Thread<Answer> {
    const waiting = new Map<number, Waiting<Answer>>();
    const settle = (message: PoolMessage<Answer>): void => {
      const asked = waiting.get(message.number);
      waiting.delete(message.number);
      if ('answer' in message) asked?.resolve(message.answer);
      else asked?.reject(unpackError(message.error));
    };
    const data: PoolStart<SetUp> = { setUp };
    const worker = startThread<PoolMessage<Answer>>({ file, name, data, memoryMb, youngMb: poolYoungMemoryMb }, settle, (failure) =>
      this.#fail(failure),
    );
    return { worker, waiting };
  }

  #fail(reason: unknown): void {
    this.#failure ??= { reason };
    for (const { waiting } of this.#threads) {
      for (const { reject } of waiting.values()) reject(this.#failure.reason);
      waiting.clear();
    }
  }
}
