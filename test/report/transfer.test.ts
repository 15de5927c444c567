import { describe, expect, test } from 'vitest';
import { transferOf, transferSentences } from '../../src/report/transfer.ts';
import { scores } from '../fixtures/report/measured.ts';
import { plan } from '../fixtures/report/plan.ts';
import { kinds, learned, type Name, testRows } from '../fixtures/report/stages.ts';

/** A stage with its score on its own rows first, then on those of the earlier stages. */
const stage = (name: Name): Parameters<typeof transferOf>[0][number] => ({
  accepted: true,
  teaches: [name],
  tests: Object.entries(learned[name]).map(([on, primary]) =>
    scores({ test: on, n: testRows[on as Name], primary, kind: kinds[on as Name], seconds: 0.1, promptTokens: 9 }),
  ),
});
const [general, specific, company] = [stage('general'), stage('specific'), stage('company')];
const stages = [general, specific, company];

describe('what all stages come to together', () => {
  test('is the mean score at the end, and the mean of what the earlier stages lost since they were taught', () => {
    // general 88 → 85 of 104, specific 104 → 97 of 120, company 82 of 108
    const found = transferOf(stages)!;
    expect(found.tests).toBe(3);
    expect(found.meanScore).toBeCloseTo((85 / 104 + 97 / 120 + 82 / 108) / 3, 12);
    expect(found.backwardTransfer).toBeCloseTo(((85 - 88) / 104 + (97 - 104) / 120) / 2, 12);
  });

  test('has no backward transfer where there is one stage only', () => {
    const found = transferOf([general])!;
    expect(found.backwardTransfer).toBeNull();
    expect(found.meanScore).toBeCloseTo(88 / 104, 12);
  });

  test('passes over stages that were refused', () => {
    const found = transferOf([general, { ...specific, accepted: false }, company])!;
    expect(found.tests).toBe(2);
    expect(found.backwardTransfer).toBeCloseTo((85 - 88) / 104, 12);
  });

  test('makes no mean of some: null where a test was not asked at the end', () => {
    const cut = { ...company, tests: company.tests.filter(({ test: name }) => name !== 'specific') };
    expect(transferOf([general, specific, cut])).toEqual({ tests: 3, meanScore: null, backwardTransfer: null });
  });

  test('is null where no stage was accepted', () => {
    expect(transferOf([{ ...general, accepted: false }])).toBeNull();
    expect(transferOf([])).toBeNull();
  });

  test('is told with what it means, and not told of a single test', () => {
    expect(transferSentences({ transfer: transferOf(stages), plan: plan() })).toEqual([
      'Mean score of the 3 stages’ tests at the end: 79 %. Backward transfer: −4.4 points (mean over the earlier stages of score at the end − score right after own training; below 0: something was forgotten).',
    ]);
    expect(transferSentences({ transfer: transferOf([general]), plan: plan() })).toEqual([]);
    const tasks = { tests: 3, meanScore: 0.5, backwardTransfer: null };
    expect(transferSentences({ transfer: tasks, plan: { ...plan(), kind: 'multiTask' } })).toEqual([
      'Mean score of the 3 tasks at the end: 50 %.',
    ]);
  });
});
