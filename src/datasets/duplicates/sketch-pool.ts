import { Worker } from 'node:worker_threads';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { SketchBatch } from '../../data/duplicates/row-sketch.ts';
import type { SketchAnswer, SketchRequest } from './sketch-messages.ts';

/** Compiled code lies beside compiled code, source beside source. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? './sketch-worker.ts' : './sketch-worker.js', import.meta.url);
/** Pieces that wait at a thread, so that it never idles while the next one is read. */
const waitingAtWorker = 2;

interface Waiting {
  resolve: (batch: SketchBatch) => void;
  reject: (reason: Error) => void;
}

/** Threads that sketch pieces of files. A thread that dies fails all that waits, at once. */
export class SketchPool {
  readonly #workers: { worker: Worker; waiting: Map<number, Waiting> }[];
  #failure: AnnealFailure | null = null;
  #closing = false;
  #sent = 0;

  /** @param file module of the threads, for tests */
  constructor(workers: number, file: URL = workerFile) {
    this.#workers = Array.from({ length: workers }, () => this.#start(file));
  }

  /** Pieces that can be under way at once. */
  get room(): number {
    return this.#workers.length * waitingAtWorker;
  }

  /** Sketches whole lines; their memory is handed over. @throws WorkerFailed when a thread has died */
  sketch(bytes: Uint8Array<ArrayBuffer>): Promise<SketchBatch> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const { worker, waiting } = this.#workers.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
    const request: SketchRequest = { number: this.#sent, bytes: bytes.buffer };
    this.#sent += 1;
    return new Promise((resolve, reject) => {
      waiting.set(request.number, { resolve, reject });
      worker.postMessage(request, [bytes.buffer]);
    });
  }

  /** Ends all threads, whatever they do. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()));
  }

  #start(file: URL): { worker: Worker; waiting: Map<number, Waiting> } {
    const worker = new Worker(file, { execArgv: [], stdout: false });
    const waiting = new Map<number, Waiting>();
    worker.on('message', ({ number, batch }: SketchAnswer) => {
      waiting.get(number)?.resolve(batch);
      waiting.delete(number);
    });
    worker.on('error', (error) => this.#fail(error));
    worker.on('messageerror', (error) => this.#fail(error));
    worker.on('exit', (code) => {
      if (!this.#closing) this.#fail(new Error(`it ended with code ${code}`));
    });
    return { worker, waiting };
  }

  #fail(cause: Error): void {
    // of a text that is no JSON, the parser's message would quote the row
    const why = cause instanceof SyntaxError ? 'a line is no JSON' : cause.message;
    this.#failure ??= new AnnealFailure(
      'WorkerFailed',
      `A thread that looks for duplicates died: ${why}. Start the step again; if it dies again, give the process more memory.`,
      { cause },
    );
    for (const { waiting } of this.#workers) {
      for (const { reject } of waiting.values()) reject(this.#failure);
      waiting.clear();
    }
  }
}
