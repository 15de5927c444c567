import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { runInThread, type ThreadOptions } from '../../src/threads/run-in-thread.ts';
import { threadFile } from '../../src/threads/thread-file.ts';
import { livingThreads, requireNoThreads } from './living-threads.ts';
import type { StepRequest } from './step-thread.ts';

const file = threadFile(import.meta.url, './step-thread');
afterEach(requireNoThreads);

function run(request: StepRequest, options: Partial<ThreadOptions<number>> = {}): Promise<number> {
  return runInThread<StepRequest, number>(file, request, { name: 'adding', ...options });
}

async function failureOf(request: StepRequest, options: Partial<ThreadOptions<number>> = {}): Promise<Error> {
  return run(request, options).then(
    () => expect.unreachable(),
    (error: Error) => error,
  );
}

const counter = () => new Int32Array(new SharedArrayBuffer(4));

/** Resolves when the thread counts. */
async function beating(beats: Int32Array): Promise<void> {
  while (Atomics.load(beats, 0) === 0) await wait(2);
}

async function expectSilence(beats: Int32Array): Promise<void> {
  const last = Atomics.load(beats, 0);
  await wait(30);
  expect(Atomics.load(beats, 0)).toBe(last);
}

describe('a step in a thread', () => {
  test('gets plain data and gives plain data', async () => {
    expect(livingThreads()).toBe(0);
    const result = run({ what: 'sum', numbers: [1, 2, 3] });
    await wait(0);
    expect(livingThreads()).toBe(1);
    expect(await result).toBe(6);
  });

  test('reports progress no faster than asked, and always its last value', async () => {
    const seen: number[] = [];
    const started = performance.now();
    await run({ what: 'count' }, { onProgress: (rows) => seen.push(rows), progressMs: 50 });
    const ms = performance.now() - started;
    expect(seen[0]).toBe(1);
    expect(seen.at(-1)).toBe(300);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.length).toBeLessThanOrEqual(ms / 50 + 2); // the first, and the last one at the end
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test('fails with what its listener to progress throws', async () => {
    const onProgress = () => {
      throw new Error('no room on the screen');
    };
    await expect(run({ what: 'count' }, { onProgress })).rejects.toThrow('no room on the screen');
  });

  test('ends with its result, whatever still runs in it', async () => {
    const beats = counter();
    expect(await run({ what: 'linger', beats })).toBe(1);
    await expectSilence(beats);
  });

  test('may start threads of its own', async () => {
    expect(await run({ what: 'poolBelow', numbers: [1, 2, 3, 4, 5] })).toBe(30);
  });

  test.each(['spin', 'spinBelow'] as const)('that never ends (%s) is ended by an abort, with its reason', async (what) => {
    const stop = new AbortController();
    const beats = counter();
    const reason = new Error('cancelled');
    const result = run({ what, beats }, { signal: stop.signal });
    await beating(beats);
    stop.abort(reason);
    await expect(result).rejects.toBe(reason);
    await expectSilence(beats);
  });

  test('is not started under a signal that is aborted already', async () => {
    const reason = new Error('cancelled');
    const result = run({ what: 'sum', numbers: [] }, { signal: AbortSignal.abort(reason) });
    expect(livingThreads()).toBe(0);
    await expect(result).rejects.toBe(reason);
  });
});

describe('a failure in a thread', () => {
  test('of a named kind arrives as an equal failure', async () => {
    const failure = await failureOf({ what: 'failNamed' });
    expect(failure).toBeInstanceOf(AnnealFailure);
    expect(failure).toMatchObject({
      name: 'DatasetRejected',
      message: 'contracts.jsonl: no row is left.',
      details: { rows: 0, by: { empty: 3 } },
      permanent: true,
      cause: { name: 'TypeError', message: 'no such column', code: 'ERR_COLUMN' },
    });
    expect(failure.stack).toContain('step-thread.ts');
  });

  test('of another kind keeps name, message, code and place', async () => {
    const failure = await failureOf({ what: 'failPlainly' });
    expect(failure).toMatchObject({ name: 'RangeError', message: '7 is out of range', code: 'ENOSPC' });
    expect(failure.stack).toMatch(/^RangeError: 7 is out of range\n {4}at .*step-thread\.ts/);
  });

  test('of a parser arrives without a word of the text', async () => {
    const failure = await failureOf({ what: 'failJson' });
    expect(failure).toMatchObject({ name: 'SyntaxError', message: 'a text is no JSON' });
    expect(failure.stack).toMatch(/^SyntaxError: a text is no JSON\n {4}at JSON\.parse/);
    expect(failure.stack).not.toContain('secret');
  });

  test('that nobody catches ends the thread, and is told without a word of a text', async () => {
    const failure = await failureOf({ what: 'throwLater' });
    expect(failure).toMatchObject({
      name: 'WorkerFailed',
      message: expect.stringContaining('The thread for adding died: a text is no JSON.'),
    });
    expect(`${failure.stack}${(failure.cause as Error).stack}`).not.toContain('secret');
  });

  test('by the end of the thread is noticed at once', async () => {
    expect(await failureOf({ what: 'exit' })).toMatchObject({
      name: 'WorkerFailed',
      message: expect.stringContaining('it ended with code 7'),
      details: { thread: 'adding' },
    });
  });

  test('for want of memory says what to do, and the process goes on', async () => {
    expect(await failureOf({ what: 'fillMemory' }, { memoryMb: 32 })).toMatchObject({
      name: 'OutOfMemory',
      message: expect.stringMatching(/thread for adding ran out of memory: it may take 32 MiB .* Take out the longest rows/),
      details: { thread: 'adding', memoryMb: 32 },
    });
  });

  test('to give plain data is told, not waited for', async () => {
    expect(await failureOf({ what: 'giveFunction' })).toMatchObject({
      name: 'DataCloneError',
      message: expect.stringContaining('could not be cloned'),
    });
  });

  test('in a module that is not there names it', async () => {
    const failure = runInThread(threadFile(import.meta.url, './no-such-thread'), {}, { name: 'adding' });
    await expect(failure).rejects.toMatchObject({ name: 'WorkerFailed', message: expect.stringContaining('no-such-thread') });
  });
});

test('a thread of compiled code is a compiled file', () => {
  expect(threadFile('file:///app/dist/datasets/clean.js', './clean-thread').href).toBe('file:///app/dist/datasets/clean-thread.js');
  expect(threadFile('file:///app/src/datasets/clean.ts', './clean-thread').href).toBe('file:///app/src/datasets/clean-thread.ts');
});
