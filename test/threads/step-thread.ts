/** A thread of tests: does what it is told to, good or bad. */
import { setTimeout as wait } from 'node:timers/promises';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { runInThread } from '../../src/threads/run-in-thread.ts';
import { serveThread, type ThreadContext } from '../../src/threads/serve-thread.ts';
import { threadFile } from '../../src/threads/thread-file.ts';
import { createThreadPool } from '../../src/threads/thread-pool.ts';
import { numbersWork, type NumberRequest } from './numbers-work.ts';

export interface StepRequest {
  what:
    | 'sum'
    | 'count'
    | 'failNamed'
    | 'failJson'
    | 'failPlainly'
    | 'throwLater'
    | 'giveFunction'
    | 'exit'
    | 'fillMemory'
    | 'spin'
    | 'spinBelow'
    | 'linger'
    | 'poolBelow';
  numbers?: number[];
  /** Counted up while the thread runs. */
  beats?: Int32Array<SharedArrayBuffer>;
}

const steps: Record<StepRequest['what'], (request: StepRequest, context: ThreadContext<number>) => Promise<number>> = {
  sum: async ({ numbers }: StepRequest) => numbers!.reduce((a, b) => a + b, 0),
  count: async (_: StepRequest, { progress }: ThreadContext<number>) => {
    for (let rows = 1; rows <= 300; rows += 1) {
      progress(rows);
      if (rows % 10 === 0) await wait(10);
    }
    return 300;
  },
  failNamed: async () => {
    const cause = Object.assign(new TypeError('no such column'), { code: 'ERR_COLUMN' });
    throw new AnnealFailure('DatasetRejected', 'contracts.jsonl: no row is left.', { details: { rows: 0, by: { empty: 3 } }, cause });
  },
  failJson: async () => JSON.parse('{"very secret words') as number,
  failPlainly: async () => {
    throw Object.assign(new RangeError('7 is out of range'), { code: 'ENOSPC' });
  },
  throwLater: async () => {
    setTimeout(() => JSON.parse('{"very secret words'), 1);
    return wait(60_000, 0);
  },
  giveFunction: async () => (() => 1) as unknown as number,
  exit: async () => process.exit(7),
  fillMemory: async () => {
    const kept: unknown[] = [];
    for (;;) kept.push({ text: [kept.length, 'x'] });
  },
  spin: async ({ beats }: StepRequest) => {
    for (;;) Atomics.add(beats!, 0, 1);
  },
  spinBelow: async ({ beats }: StepRequest) =>
    runInThread<StepRequest, number>(threadFile(import.meta.url, './step-thread'), { what: 'spin', beats: beats! }, { name: 'below' }),
  linger: async ({ beats }: StepRequest) => {
    setInterval(() => Atomics.add(beats!, 0, 1), 1);
    return 1;
  },
  poolBelow: async ({ numbers }: StepRequest) => {
    const file = threadFile(import.meta.url, './numbers-thread');
    await using pool = createThreadPool({ work: numbersWork, file, name: 'numbers', threads: 2, setUp: { factor: 2 } });
    const requests = numbers!.map((number): NumberRequest => ({ number }));
    let sum = 0;
    for await (const { product } of pool.mapInOrder(requests)) sum += product;
    return sum;
  },
};

serveThread<StepRequest, number>((request, context) => steps[request.what](request, context));
