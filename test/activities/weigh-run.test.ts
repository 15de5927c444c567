import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { weighRun } from '../../src/activities/weigh-run.ts';
import type { FinishedRun } from '../../src/contracts/finished-run.ts';
import { OverallScore } from '../../src/contracts/overall-score.ts';
import { RunCost } from '../../src/contracts/run-cost.ts';
import type { RunReport } from '../../src/contracts/report.ts';
import { createBlobs, type Blobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import { storedRun } from '../client/stored-run.ts';

let folder: string;
let blobs: Blobs;
let made: RunReport;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-weigh-'));
  blobs = createBlobs(createFolderObjectStore(folder));
  made = await storedRun(blobs);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const dated = { date: '2026-02-01', source: 'invoice 12' };
const prices = {
  currency: 'EUR',
  machine: { machine: 'box', ...dated, perHour: 3.6 },
  hosted: { model: 'hosted-small', ...dated, inputPerMillion: 1, outputPerMillion: 10 },
};

/** What the workflow hands over, as far as a run's weight depends on it. */
function requestOf(evaluation: Partial<RunReport['plan']['evaluation']> = {}): FinishedRun {
  const data = made.data.map(({ stage, testRows, labels }) => ({
    stage,
    dataset: { labels: labels ?? null },
    splits: { test: testRows! },
  }));
  const plan = { ...made.plan, evaluation: { ...made.plan.evaluation, ...evaluation } };
  return { ...made, plan, data } as unknown as FinishedRun;
}

test('the cost of a run is told for the tests of its last accepted stage, from stored answers', async () => {
  const cost = RunCost.parse((await weighRun(blobs, requestOf({ cost: prices }))).cost);
  const attempts = made.stages.flatMap((stage) => stage.attempts);
  expect(cost.training).toMatchObject({
    attempts: 4,
    cost: expect.closeTo(attempts.reduce((sum, { training }) => sum + training.seconds, 0) / 1000, 9),
    hostedCost: null,
  });
  expect(cost.tests.map(({ test: name }) => name).toSorted()).toEqual(['company', 'general', 'specific']);
  const company = cost.tests.find(({ test: name }) => name === 'company')!;
  expect(company.models.map(({ title, report }) => [title, report.correct, report.requests])).toEqual([
    ['base', 3, 12],
    ['base with 4 examples', 3, 12],
    ['tuned', 10, 12],
    ['hosted-small', 0, 12],
  ]);
  expect(company.models[3]!.report.perRequest.reason).toBe('the usage of no request is known'); // these answers were stored without their tokens
  const general = cost.tests.find(({ test: name }) => name === 'general')!;
  expect(general.models[3]!.report.perRequest.estimate?.mean).toBeCloseTo((10 + 2 * 10) / 1e6, 15);
});

test('the overall score has its parts in any run, and the cost where a machine is named', async () => {
  const overall = OverallScore.parse((await weighRun(blobs, requestOf({ cost: prices }))).overall);
  expect(overall.components.map(({ name, value }) => [name, value])).toEqual([
    ['quality', expect.closeTo(82 / 108, 12)],
    ['kept', 0.93],
    ['robustness', expect.closeTo(0.419, 3)],
    ['groups', expect.closeTo(0.964, 3)],
    ['speed', expect.closeTo(1, 12)],
    ['cost', expect.closeTo(0.3, 12)], // the same time for 10 right answers as for 3
  ]);
  expect(overall.score).toBeGreaterThan(0);
  const plain = await weighRun(blobs, requestOf());
  expect(plain.cost).toBeNull();
  expect(plain.overall?.components.map(({ name }) => name)).toEqual(['quality', 'kept', 'robustness', 'groups', 'speed']);
});

test('a run that its gates refused has a cost of training, and says why it has no score', async () => {
  const request = requestOf({ cost: prices });
  const stages = request.stages.map((stage) => ({ ...stage, accepted: false }));
  const { cost, overall } = await weighRun(blobs, { ...request, stages });
  expect(cost).toMatchObject({ tests: [], reason: 'no stage was accepted, so there is no tuned model', training: { attempts: 4 } });
  expect(overall).toMatchObject({ score: null, reason: 'not measured, but required: quality' });
});
