import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BehaviourRequest, GeneralRequest } from '../../src/contracts/activities.ts';
import { BehaviourReport, BehaviourSummary } from '../../src/contracts/behaviour-report.ts';
import { EvaluationSpec } from '../../src/contracts/evaluation-spec.ts';
import { GeneralReport } from '../../src/contracts/general-report.ts';
import type { Progress } from '../../src/contracts/training.ts';
import { row } from '../evaluation/robustness/rows.ts';
import { askedOfTiny, newEnvironment, startEvaluating, type Evaluating } from './evaluating.ts';

let evaluating: Evaluating;
beforeAll(async () => {
  evaluating = await startEvaluating();
});
afterAll(() => evaluating[Symbol.asyncDispose]());

const asking = () => ({ ...askedOfTiny(evaluating.base), evaluation: { fewShot: 0, maxNewTokens: 8, batchSize: 16 } });

describe('scoreGeneral', () => {
  const request = (itemsPerCapability: number): GeneralRequest => ({ ...asking(), general: { itemsPerCapability }, before: null });
  const score = (given: GeneralRequest, environment = newEnvironment()) =>
    environment.run<[GeneralRequest], GeneralReport, (typeof evaluating.activities)['scoreGeneral']>(
      (each) => evaluating.activities.scoreGeneral(each),
      given,
    );

  test('a random model scores about chance in every capability, and reads general text badly', async () => {
    const report = GeneralReport.parse(await score(request(24)));
    expect(report.scores.capabilities.map(({ capability }) => capability)).toEqual(['general-knowledge', 'reasoning', 'language']);
    for (const { accuracy, chance } of report.scores.capabilities) {
      expect(accuracy!.n).toBeGreaterThanOrEqual(22);
      expect(accuracy!.low).toBeLessThan(chance + 0.2);
    }
    expect(report.scores.textLoss!.mean).toBeGreaterThan(4);
    expect(report.against).toBeNull();
  });

  test('what was asked once is never paid for again; against itself nothing is lost', async () => {
    const { scores } = await score(request(24));
    const before = evaluating.loans();
    const again = await score({ ...request(24), before: { title: 'base', scores, minimum: 0.9 } });
    expect(evaluating.loans()).toBe(before);
    expect(again.scores).toEqual(scores);
    expect(again.against?.capabilities.map(({ comparison }) => comparison.difference.mean)).toEqual([0, 0, 0]);
    expect(again.against?.textLoss?.mean).toBe(0);
  });

  test('a cancel ends it soon; what was scored stays, and the next try goes on from there', async () => {
    const environment = newEnvironment();
    environment.on('heartbeat', ({ doing, step }: Progress) => doing === 'scoring' && step >= 16 && environment.cancel());
    await expect(score(request(32), environment)).rejects.toBeInstanceOf(CancelledFailure);
    const general = join(evaluating.machine.home, 'scratch/general');
    expect(readdirSync(general)).toHaveLength(1);
    await score(request(32));
    expect(existsSync(general) ? readdirSync(general) : []).toEqual([]);
  });
});

test('measureBehaviour puts the rows of each test otherwise, keeps the whole report in the store, and pays once', async () => {
  const rows = Array.from({ length: 12 }, (_, index) =>
    row(`Mr Miller asks what number ${index} is, and he wants to know.`, `number ${index}`),
  );
  const { blobs } = evaluating.machine;
  const [rowsRef, train] = [await blobs.putLines(rows), await blobs.putLines(rows.slice(0, 2))];
  const set = { test: 'notes', split: 'test', rows: rowsRef, train, answers: 'text', labels: null, format: 'chat', prefix: '' } as const;
  const run = async <T>(body: () => Promise<T>): Promise<T> => (await newEnvironment().run(body)) as T;
  const { scores } = await run(() => evaluating.activities.evaluateModel({ ...asking(), tests: [{ set, prompt: 'zeroShot' }] }));
  const { slices, robustness, fairness } = EvaluationSpec.parse({
    robustness: { rows: 4, suites: { typos: 1, edge: ['empty'] } },
    fairness: { rows: 3, swaps: ['gender'] },
  });
  const behaviour = { slices, robustness: robustness || null, fairness: fairness || null };
  const request: BehaviourRequest = { ...asking(), tests: [{ set, predictions: scores[0]!.predictions }], behaviour, context: 2048 };
  const measure = () => run(() => evaluating.activities.measureBehaviour(request));
  const before = evaluating.loans();
  const { summaries } = await measure();
  expect(await measure()).toEqual({ summaries });
  expect(evaluating.loans() - before).toBe(1);
  const [summary] = summaries.map((each) => BehaviourSummary.parse(each));
  expect(summary).toMatchObject({ test: 'notes', worstCase: { n: 4 }, counterfactuals: [{ swap: 'gender' }] });
  const report = BehaviourReport.parse(await blobs.readJson(summary!.report));
  expect(report.questions).toBe(4 + 4 + 3);
  expect(report.robustness?.suites.map(({ suite }) => suite)).toEqual(['typos', 'edge']);
  expect(report.counterfactuals[0]).toMatchObject({ asked: 3, unanswered: 0 });
});
