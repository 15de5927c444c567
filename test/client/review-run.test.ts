import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeRun } from '../../src/client/judge-run.ts';
import { openReview } from '../../src/client/review-run.ts';
import type { Prediction, TestScores } from '../../src/contracts/evaluation-report.ts';
import type { RunReport } from '../../src/contracts/report.ts';
import type { Row } from '../../src/contracts/row.ts';
import { queueOf } from '../../src/evaluation/review/queue.ts';
import { openQueue, rateSlot, readResults, type Review } from '../../src/servers/review/review.ts';
import { createBlobs, type Blobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { prediction } from '../evaluation/answered.ts';
import { startJudgeServer, type JudgeServer } from '../fakes/judge-server.ts';
import { contractReviewRun } from '../fixtures/report/contract-review-run.ts';

const labels = ['law', 'payment', 'term'];
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
  report = await storedRun();
});
afterAll(async () => {
  await judge.stop();
  await rm(folder, { recursive: true, force: true });
});

const answerAt = (test: string, index: number) =>
  test === 'general' ? (labels[index % 3] ?? '') : JSON.stringify({ clause: labels[index % 3], at: index });

function rowsOf(test: string): Row[] {
  return Array.from({ length: 12 }, (_, index) => ({
    id: (test.length * 1000 + index).toString(16).padStart(64, '0'),
    messages: [
      { role: 'user', content: `${test} question ${index}` },
      { role: 'assistant', content: answerAt(test, index) },
    ],
    source: { file: `${test}.jsonl`, line: index + 1 },
  }));
}

/** Right where `right` says so, in labels by log-likelihood and in cards by text. */
function predictionsOf(test: string, right: (index: number) => boolean): Prediction[] {
  return rowsOf(test).map(({ id }, index) => {
    if (test === 'general')
      return prediction(id, { labelLogProbs: labels.map((_, label) => (label === (right(index) ? index : index + 1) % 3 ? -0.1 : -3)) });
    return prediction(id, { answer: right(index) ? answerAt(test, index) : '{"clause":"none"}', finish: 'stop' });
  });
}

/** The report of a run whose test rows and predictions are in the store. */
async function storedRun(): Promise<RunReport> {
  const made = contractReviewRun();
  const stored = async (scores: TestScores, right: (index: number) => boolean): Promise<TestScores> => ({
    ...scores,
    predictions: await blobs.putLines(predictionsOf(scores.test, right)),
  });
  for (const part of made.data)
    Object.assign(part, { testRows: await blobs.putLines(rowsOf(part.stage)), labels: part.stage === 'general' ? labels : null });
  made.baseline = await Promise.all(made.baseline.map((scores) => stored(scores, (index) => index % 4 === 0)));
  for (const stage of made.stages) stage.tests = await Promise.all(stage.tests.map((scores) => stored(scores, (index) => index % 6 !== 4)));
  return made;
}

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
  const { record, results } = await judgeRun({ objects, blobs }, report, endpoint);
  expect(record.pairs).toHaveLength(36);
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
