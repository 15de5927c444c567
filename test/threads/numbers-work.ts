import { threadId } from 'node:worker_threads';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import type { PoolWork } from '../../src/threads/pool-work.ts';

export interface NumberRequest {
  number: number;
  /** How long to compute. */
  ms?: number;
  then?: 'fail' | 'parse' | 'exit' | 'spin' | 'fillMemory';
  bytes?: Uint8Array<ArrayBuffer>;
}

export interface NumberAnswer {
  number: number;
  product: number;
  thread: number;
  /** How often this thread was made ready. */
  setUps: number;
  bytes: Uint8Array<ArrayBuffer>;
}

let setUps = 0;

/** Multiplies numbers, at any speed, and dies on demand. */
export const numbersWork: PoolWork<{ factor: number }, NumberRequest, NumberAnswer> = {
  setUp: async ({ factor }) => {
    if (factor === 0) throw new AnnealFailure('InvalidInput', 'The factor is 0. Name another one.');
    setUps += 1;
    return ({ number, ms = 0, then, bytes = new Uint8Array(4) }) => {
      compute(ms);
      if (then !== undefined) misbehave(then, number);
      return { number, product: number * factor, thread: threadId, setUps, bytes };
    };
  },
  requestMemory: ({ bytes }) => (bytes === undefined ? [] : [bytes.buffer]),
  answerMemory: ({ bytes }) => [bytes.buffer],
};

function compute(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

function misbehave(how: NonNullable<NumberRequest['then']>, number: number): void {
  switch (how) {
    case 'fail':
      throw new AnnealFailure('DatasetRejected', `Row ${number} is bad.`, { details: { number } });
    case 'parse':
      JSON.parse('{"very secret words');
      return;
    case 'exit':
      process.exit(7);
      return;
    case 'spin':
      compute(Infinity);
      return;
    case 'fillMemory':
      for (const kept: unknown[] = []; ;) kept.push({ text: [kept.length, 'x'] });
  }
}
