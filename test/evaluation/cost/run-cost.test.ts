import { describe, expect, test } from 'vitest';
import type { RunPrices } from '../../../src/contracts/prices.ts';
import { RunCost } from '../../../src/contracts/run-cost.ts';
import type { AnsweredTest } from '../../../src/evaluation/cost/answered-test.ts';
import { runCost } from '../../../src/evaluation/cost/run-cost.ts';
import { labelSet, prediction, textAnswers, textSet } from '../answered.ts';

const dated = { date: '2026-02-01', source: 'invoice 12' };
const machine = { machine: 'box', ...dated, perHour: 3.6 }; // a thousandth a second
const hosted = { model: 'hosted-small', ...dated, inputPerMillion: 1, outputPerMillion: 10, trainingPerMillion: 2 };
const prices: RunPrices = { currency: 'EUR', machine, hosted };
const trainings = [
  { seconds: 100, trainTokens: 1000 },
  { seconds: 300, trainTokens: 4000 },
];

const of = (right: number, n = 20) => textAnswers(Array.from({ length: n }, (_, index) => index < right));

/** 20 texts: the base takes 1 s, or 4 s with examples, and the tuned model 1 s. */
function notes(given: Partial<AnsweredTest> = {}): AnsweredTest {
  const asked = (right: number, seconds: number, promptTokens: number) =>
    of(right).predictions.map((said) => ({ ...said, seconds, promptTokens, answerTokens: 5 }));
  return {
    set: textSet,
    rows: of(0).rows,
    base: asked(8, 1, 100),
    baseWithExamples: asked(10, 4, 450),
    tuned: asked(16, 1, 100),
    ...given,
  };
}

const cost = (tests: AnsweredTest[] | null, given: Partial<RunPrices> = {}) =>
  RunCost.parse(runCost({ prices: { ...prices, ...given }, examples: 4, trainings, tests, seed: 7, resamples: 200 }));

describe('the cost of a run', () => {
  test('is that of measured seconds on the machine, and of tokens at the hosted model', () => {
    const { training, tests } = cost([notes()]);
    expect(training).toEqual({
      attempts: 2,
      seconds: 400,
      cost: expect.closeTo(0.4, 12),
      reason: null,
      trainTokens: 5000,
      hostedCost: expect.closeTo(0.01, 12),
    });
    const models = tests[0]!.models.map(({ title, report }) => [
      title,
      report.perRequest.estimate?.mean,
      report.perCorrect.estimate?.mean,
      report.correct,
    ]);
    const near = (value: number): unknown => expect.closeTo(value, 12);
    expect(models).toEqual([
      ['base', near(0.001), near(0.0025), 8],
      ['base with 4 examples', near(0.004), near(0.008), 10],
      ['tuned', near(0.001), near(0.02 / 16), 16],
      ['hosted-small', near(0.0005), undefined, 0],
    ]);
  });

  test('says what the hosted model is assumed to read and to write, and nothing of its right answers', () => {
    const { report } = cost([notes()]).tests[0]!.models.at(-1)!;
    expect(report.basis).toBe(
      'hosted-small: 1 in, 10 out for 1,000,000 tokens (2026-02-01, invoice 12); assumed: as many tokens as the prompts of the base with 4 examples have, and of its answers, by the base’s tokenizer',
    );
    expect(report.perCorrect).toEqual({ estimate: null, reason: 'it was not asked, so its right answers are not known' });
  });

  test('is paid back after training ÷ saving requests, or never', () => {
    const [againstBase, againstHosted] = cost([notes()]).tests[0]!.breakEven;
    // 0.4 ÷ (0.004 − 0.001)
    expect(againstBase).toMatchObject({ against: 'base with 4 examples', requests: 134, reason: null });
    expect(againstHosted).toMatchObject({ requests: null, reason: 'a request saves nothing against hosted-small' });
  });

  test('counts for labels, which are scored and not written, the tokens of the right label', () => {
    const rows = of(0, 3).rows.map((row) => ({ ...row, answer: 'law' }));
    const predictions = rows.map(({ id }) => prediction(id, { labelLogProbs: [-0.1, -2, -3], promptTokens: 50, referenceTokens: 3 }));
    const labels = { set: labelSet, rows, base: predictions, baseWithExamples: null, tuned: predictions };
    const [base, tuned, asked] = cost([labels]).tests[0]!.models;
    expect([base?.title, tuned?.title, asked?.title]).toEqual(['base', 'tuned', 'hosted-small']);
    expect(base?.report.correct).toBe(3);
    expect(asked?.report.perRequest.estimate?.mean).toBeCloseTo((50 + 3 * 10) / 1e6, 15);
    expect(asked?.report.basis).toContain('the prompts of the base have, and of the right labels');
  });

  test('is null with a reason where usage, a price or a model is missing, never a guess', () => {
    const withoutTokens = notes({ baseWithExamples: of(5).predictions.map((said) => ({ ...said, answerTokens: null })) });
    const asked = cost([withoutTokens]).tests[0]!;
    expect(asked.models.at(-1)?.report).toMatchObject({
      withoutUsage: 20,
      perRequest: { estimate: null, reason: 'the usage of no request is known' },
    });
    expect(asked.breakEven.at(-1)).toMatchObject({ requests: null, reason: 'no request’s cost is known for both' });

    const hostedOnly = cost([notes()], { machine: null });
    expect(hostedOnly.training).toMatchObject({ cost: null, reason: expect.stringContaining('no machine is named') });
    expect(hostedOnly.tests[0]!.models.map(({ model }) => model)).toEqual(['hosted']);
    expect(hostedOnly.tests[0]!.breakEven).toMatchObject([{ requests: null, reason: expect.stringContaining('no machine is named') }]);

    expect(cost(null)).toMatchObject({ tests: [], reason: 'no stage was accepted, so there is no tuned model', training: { attempts: 2 } });
  });

  test('draws whole batches, which were timed together, and bounds nothing by a single one', () => {
    const inBatches = (seconds: number[]) => notes().tuned.map((said, index) => ({ ...said, seconds: seconds[index % seconds.length]! }));
    const report = (seconds: number[]) => cost([notes({ tuned: inBatches(seconds) })]).tests[0]!.models[2]!.report.perRequest.estimate!;
    expect(report([1]).method).toBe('all-equal');
    const several = report([1, 1.5, 2, 2.5]);
    expect(several).toMatchObject({ mean: expect.closeTo(0.00175, 12), method: 'cluster-bootstrap:200:seed=7:groups=4' });
    expect(several.low).toBeLessThan(0.0014);
    expect(several.high).toBeGreaterThan(0.0021);
    const [saved] = cost([notes({ baseWithExamples: inBatches([3, 5]) })]).tests[0]!.breakEven;
    expect(saved).toMatchObject({ saving: { estimate: { method: 'cluster-bootstrap:200:seed=7:groups=2' } }, requests: 134 });
    expect(saved!.low).toBeLessThan(134);
    expect(saved!.high).toBeGreaterThan(134);
  });

  test('leaves rows without an answer out of its numbers, and counts them', () => {
    const { tuned } = notes();
    const report = cost([notes({ tuned: tuned.slice(0, 18) })]).tests[0]!.models[2]!.report;
    expect(report).toMatchObject({ requests: 20, withoutUsage: 2, perRequest: { estimate: { n: 18 } } });
  });
});
