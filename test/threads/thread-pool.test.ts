import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { threadFile } from '../../src/threads/thread-file.ts';
import { createThreadPool, type ThreadPool } from '../../src/threads/thread-pool.ts';
import { livingThreads, requireNoThreads } from './living-threads.ts';
import { numbersWork, type NumberAnswer, type NumberRequest } from './numbers-work.ts';

const file = threadFile(import.meta.url, './numbers-thread');
afterEach(requireNoThreads);

type Pool = ThreadPool<NumberRequest, NumberAnswer>;

function poolOf(threads: number, { factor = 3, ...options }: { factor?: number; signal?: AbortSignal; memoryMb?: number } = {}): Pool {
  return createThreadPool({ work: numbersWork, file, name: 'numbers', threads, setUp: { factor }, ...options });
}

async function answersOf(pool: Pool, requests: Iterable<NumberRequest> | AsyncIterable<NumberRequest>): Promise<NumberAnswer[]> {
  const answers: NumberAnswer[] = [];
  for await (const answer of pool.mapInOrder(requests)) answers.push(answer);
  return answers;
}

const numbers = (count: number, rest: (number: number) => Omit<NumberRequest, 'number'> = () => ({})) =>
  Array.from({ length: count }, (_, number): NumberRequest => ({ number, ...rest(number) }));

describe.each([0, 1, 2])('a pool of %i threads', (threads) => {
  test('answers in the order of the requests, whatever each one takes', async () => {
    await using pool = poolOf(threads);
    const answers = await answersOf(
      pool,
      numbers(24, (number) => ({ ms: (number * 7) % 5 === 0 ? 12 : 0 })),
    );
    expect(answers.map(({ product }) => product)).toEqual(numbers(24).map(({ number }) => number * 3));
  });

  test('takes no more from its source than two requests a thread ahead of the answers', async () => {
    let taken = 0;
    let answered = 0;
    let most = 0;
    await using pool = poolOf(threads);
    const source = function* () {
      for (const request of numbers(30)) {
        taken += 1;
        most = Math.max(most, taken - answered);
        yield request;
      }
    };
    for await (const { number } of pool.mapInOrder(source())) {
      expect(number).toBe(answered);
      await wait(1); // a slow reader holds all others up
      answered += 1;
    }
    expect(answered).toBe(30);
    expect(most).toBe(threads === 0 ? 1 : threads * 2);
  });

  test('fails with what the work throws over the first request that is bad', async () => {
    await using pool = poolOf(threads);
    const seen: number[] = [];
    const work = async () => {
      // the second bad one comes first in time
      const requests = numbers(8, (number) => (number === 4 ? { ms: 30, then: 'fail' } : number === 5 ? { then: 'fail' } : {}));
      for await (const { number } of pool.mapInOrder(requests)) seen.push(number);
    };
    const failure = await work().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AnnealFailure);
    expect(failure).toMatchObject({ name: 'DatasetRejected', message: 'Row 4 is bad.', details: { number: 4 } });
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  test('tells of an unreadable text without a word of it', async () => {
    await using pool = poolOf(threads);
    const failure = await answersOf(pool, [{ number: 0, then: 'parse' }]).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'SyntaxError', message: 'a text is no JSON' });
    expect((failure as Error).stack).not.toContain('secret');
  });

  test('that cannot be set up says why', async () => {
    await using pool = poolOf(threads, { factor: 0 });
    await expect(answersOf(pool, numbers(2))).rejects.toMatchObject({
      name: 'InvalidInput',
      message: 'The factor is 0. Name another one.',
    });
  });

  test('lets timers have their turn between answers', async () => {
    await using pool = poolOf(threads);
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    for await (const _ of pool.mapInOrder(numbers(20))) for (const end = performance.now() + 3; performance.now() < end;);
    clearInterval(timer);
    expect(ticks).toBeGreaterThanOrEqual(15);
  });

  test('is ended by an abort between two answers', async () => {
    const stop = new AbortController();
    const reason = new Error('cancelled');
    await using pool = poolOf(threads, { signal: stop.signal });
    const seen: number[] = [];
    const work = async () => {
      for await (const { number } of pool.mapInOrder(numbers(20))) {
        seen.push(number);
        if (number === 3) stop.abort(reason);
      }
    };
    await expect(work()).rejects.toBe(reason);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  test('passes on the failure of its source', async () => {
    await using pool = poolOf(threads);
    const source = async function* (): AsyncGenerator<NumberRequest> {
      yield { number: 1 };
      throw new Error('the disk is gone');
    };
    await expect(answersOf(pool, source())).rejects.toThrow('the disk is gone');
  });
});

describe('threads of a pool', () => {
  test('are made ready once each, share the work and end with the pool', async () => {
    {
      await using pool = poolOf(2);
      await wait(0);
      expect(livingThreads()).toBe(2);
      const answers = [
        ...(await answersOf(
          pool,
          numbers(20, () => ({ ms: 5 })),
        )),
        ...(await answersOf(pool, numbers(3))),
      ];
      expect(new Set(answers.map(({ thread }) => thread)).size).toBe(2);
      expect(new Set(answers.map(({ setUps }) => setUps))).toEqual(new Set([1]));
    }
    expect(livingThreads()).toBe(0);
  });

  test('get memory handed over, and hand theirs over', async () => {
    await using pool = poolOf(1);
    const bytes = Uint8Array.of(1, 2, 3);
    const [answer] = await answersOf(pool, [{ number: 1, bytes }]);
    expect(bytes.byteLength).toBe(0);
    expect(answer!.bytes).toEqual(Uint8Array.of(1, 2, 3));
  });

  test('that die fail all that waits at once, and all that comes after', async () => {
    await using pool = poolOf(2);
    const requests = numbers(4, (number) => (number === 1 ? { then: 'exit' } : { then: 'spin' }));
    const died = { name: 'WorkerFailed', message: expect.stringContaining('The thread for numbers died: it ended with code 7') };
    await expect(answersOf(pool, requests)).rejects.toMatchObject(died); // the first request is never answered
    await expect(answersOf(pool, numbers(1))).rejects.toMatchObject(died);
  });

  test('that run out of memory say so, and the process goes on', async () => {
    await using pool = poolOf(1, { memoryMb: 32 });
    const requests: NumberRequest[] = [{ number: 0, then: 'fillMemory' }];
    await expect(answersOf(pool, requests)).rejects.toMatchObject({ name: 'OutOfMemory', details: { thread: 'numbers', memoryMb: 32 } });
  });

  test('that never answer are ended by an abort, with its reason', async () => {
    const stop = new AbortController();
    const reason = new Error('cancelled');
    await using pool = poolOf(2, { signal: stop.signal });
    const answers = answersOf(
      pool,
      numbers(9, () => ({ then: 'spin' })),
    );
    setTimeout(() => stop.abort(reason), 50);
    await expect(answers).rejects.toBe(reason);
  });

  test('are not started under a signal that is aborted already', () => {
    const reason = new Error('cancelled');
    expect(() => poolOf(2, { signal: AbortSignal.abort(reason) })).toThrow(reason);
    expect(livingThreads()).toBe(0);
  });
});
