import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeRun } from '../../src/client/judge-run.ts';
import { openReview } from '../../src/client/review-run.ts';
import type { RunReport } from '../../src/contracts/report.ts';
import { queueOf } from '../../src/evaluation/review/queue.ts';
import { openQueue, rateSlot, readResults, type Review } from '../../src/servers/review/review.ts';
import { createBlobs, type Blobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { startJudgeServer, type JudgeServer } from '../fakes/judge-server.ts';
import { storedRun } from './stored-run.ts';

let folder: string;
let objects: ObjectStore;
let blobs: Blobs;
let report: RunReport;
let judge: JudgeServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-review-run-'));
  objects = createFolderObjectStore(folder);
  blobs = createBlobs(objects);
  judge = await startJudgeServer();
  report = await storedRun(blobs);
});
afterAll(async () => {
  await judge.stop();
  await rm(folder, { recursive: true, force: true });
});

const open = (items?: number) => openReview({ objects, blobs }, report, items === undefined ? {} : { items });

describe('a review of a stored run', () => {
  test('asks about rows of every test, with what base and final model said to them', async () => {
    const review = await open(20);
    expect(review.pairs).toHaveLength(36);
    expect(new Set(review.sample.items.map(({ test: name }) => name))).toEqual(new Set(['general', 'specific', 'company']));
    const [labelled] = review.pairs;
    expect(labelled).toMatchObject({
      test: 'general',
      reference: 'law',
      answers: { base: 'law', tuned: 'law' },
      scores: { base: 1, tuned: 1 },
    });
    expect(review.pairs[1]).toMatchObject({ answers: { base: 'term', tuned: 'payment' }, scores: { base: 0, tuned: 1 } });
    expect(review.pairs.find(({ test: name }) => name === 'company')?.answers.tuned).toBe('{"clause":"law","at":0}');
  });

  test('draws once: asked for another size, it stays', async () => {
    expect((await open(5)).sample).toEqual((await open(20)).sample);
    await expect(open(51)).rejects.toThrow(/1 to 50 items, not 51/);
  });

  test('of a report that does not tell where its rows are says what to do', async () => {
    const old = structuredClone(report);
    for (const part of old.data) delete part.testRows;
    await expect(openReview({ objects, blobs }, old)).rejects.toMatchObject({
      name: 'NotFound',
      message: expect.stringContaining('anneal rerun') as string,
    });
    await expect(openReview({ objects, blobs }, { ...report, stages: [] })).rejects.toThrow(/nothing to compare/);
  });
});

test('a judge of the run is set beside what people say', { timeout: 300_000 }, async () => {
  const endpoint = { url: judge.url, model: 'fair', credential: null };
  const review = await open();
  await rateByReference(review, 'Ada');
  const { results } = await judgeRun({ objects, blobs }, report, endpoint);
  expect(results).toMatchObject({ verdict: 'usable', errors: 0, people: { agreement: { value: 1 } } });
  expect(results.identical).toBeGreaterThan(0);
  const shown = await readResults(review);
  expect(shown.judge).toMatchObject({ model: 'fair', withPeople: { value: 1, reason: null } });
  expect(shown.tunedAcceptable.estimate?.low).toBeLessThan(5 / 6);
  expect(shown.tunedAcceptable.estimate?.high).toBeGreaterThan(5 / 6);
  const { length } = judge.seen;
  await judgeRun({ objects, blobs }, report, endpoint);
  expect(judge.seen).toHaveLength(length);
});

/** Rates everything as the reference has it. */
async function rateByReference(review: Review, name: string): Promise<void> {
  const { slots } = await openQueue(review, name);
  const { folder: rater } = await review.ratings.join(name);
  for (const [slot, { a, b, reference }] of slots.entries()) {
    const [goodA, goodB] = [a === reference, b === reference];
    const better = goodA === goodB ? 'tie' : goodA ? 'A' : 'B';
    const submission = `00000000-0000-4000-8000-${String(slot).padStart(12, '0')}`;
    await rateSlot(review, { rater: name, slot, submission, said: { kind: 'rated', better, goodA, goodB }, referenceShown: false });
  }
  expect(slots).toHaveLength(queueOf(review.sample, rater).length);
}
