import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Prediction } from '../../../src/contracts/evaluation-report.ts';
import type { PerturbationName } from '../../../src/contracts/robustness-report.ts';
import { RobustnessReport } from '../../../src/contracts/robustness-report.ts';
import type { Row } from '../../../src/contracts/row.ts';
import { referenceOf } from '../../../src/evaluation/questions.ts';
import { makeVariants, secretOf } from '../../../src/evaluation/robustness/generate.ts';
import { answeredVariants, measureRobustness } from '../../../src/evaluation/robustness/measure-robustness.ts';
import { worstCase } from '../../../src/evaluation/robustness/worst-case.ts';
import { sampleRows } from '../../../src/evaluation/sample-rows.ts';
import { notWorse } from '../../../src/policy/gates.ts';
import { labelSet, prediction, textSet } from '../answered.ts';
import { clause, questionOf, row } from './rows.ts';

const resampling = { seed: 1, resamples: 400 };
const item = (original: number, ...variants: number[]) => ({ group: null, original, variants });

describe('the worst case, by hand', () => {
  test('takes the least of original and variants, and pairs them', () => {
    // o = 1, 1, .5, 0; w = 0, 1, .25, 0
    const result = worstCase([item(1, 1, 0), item(1, 1), item(0.5, 0.25, 0.75), item(0, 1)], resampling);
    expect(result.original.estimate?.mean).toBeCloseTo(0.625, 12);
    expect(result.worst.estimate?.mean).toBeCloseTo(0.3125, 12);
    expect(result.degradation.estimate?.mean).toBeCloseTo(0.3125, 12);
    expect(result.retention.estimate?.mean).toBeCloseTo(1.25 / 2.5, 12);
  });

  test('keeps nothing of nothing: retention is null with a reason', () => {
    const result = worstCase([item(0, 1), item(0, 0)], resampling);
    expect(result.retention).toEqual({ estimate: null, reason: 'no row scored anything as it was: nothing can be kept' });
    expect(result.degradation.estimate?.mean).toBe(0);
    expect(worstCase([], resampling)).toMatchObject({ n: 0, percentile5: null, degradation: { estimate: null } });
  });

  test('is bounded: 0 ≤ w ≤ o ≤ 1, so degradation and retention lie in [0, 1]', () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(score, fc.array(score, { maxLength: 4 })), { minLength: 1, maxLength: 20 }), (scores) => {
        const result = worstCase(
          scores.map(([original, variants]) => item(original, ...variants)),
          { seed: 1, resamples: 20 },
        );
        for (const finding of [result.degradation, result.retention, result.worst]) {
          if (finding.estimate === null) continue;
          expect(finding.estimate.mean).toBeGreaterThanOrEqual(0);
          expect(finding.estimate.mean).toBeLessThanOrEqual(1 + 1e-12);
          expect(finding.estimate.low).toBeLessThanOrEqual(finding.estimate.mean + 1e-9);
          expect(finding.estimate.high).toBeGreaterThanOrEqual(finding.estimate.mean - 1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const rows = Array.from({ length: 60 }, (_, index) => row(`${clause} Number ${index}.`, 'yes'));
const asked: PerturbationName[] = [
  'neighbour-key',
  'lower-case',
  'emoji',
  'empty',
  'instruction-override',
  'unsafe-request',
  'safe-lookalike',
];

/** A model as a function from row to answer; null: it does not answer. */
type Model = (of: Row, perturbation: PerturbationName | null) => string | null;

function measured(model: Model, set = textSet) {
  const say = (of: Row, name: PerturbationName | null): Prediction[] => {
    const answer = model(of, name);
    return answer === null ? [] : [prediction(of.id, { answer, finish: 'stop' })];
  };
  const variants = asked.map((name) => {
    const made = makeVariants(name, { rows, answers: 'text', format: 'chat' });
    return answeredVariants(
      made,
      made.rows.flatMap((of) => say(of, name)),
    );
  });
  return measureRobustness({
    set,
    rows: rows.map(referenceOf),
    predictions: rows.flatMap((of) => say(of, null)),
    variants,
    seed: 3,
    resamples: 400,
  });
}

const number = (of: Row) => rows.findIndex(({ id }) => id === of.id);
const resultOf = (report: RobustnessReport, name: PerturbationName) =>
  report.suites.flatMap((suite) => suite.perturbations).find(({ perturbation }) => perturbation === name)!;

describe('a model that is measured', () => {
  test('and does not mind passes a gate of 5 points; one that breaks on typos fails it, in its suite alone', () => {
    const clean = measured((of) => (number(of) % 10 === 0 ? 'no' : 'yes'));
    const planted = measured((of, name) => (name === 'neighbour-key' && number(of) % 2 === 0 ? 'no' : 'yes'));
    const verdict = ({
      worstCase: { percentile5, percentile95 },
    }: {
      worstCase: { percentile5: number | null; percentile95: number | null };
    }) => notWorse({ percentile5: percentile5 ?? Number.NaN, percentile95: percentile95 ?? Number.NaN }, 0.05);
    expect(clean.suites.map(verdict)).toEqual(['pass', 'pass', 'pass', 'pass']);
    expect(planted.suites.map((suite) => [suite.suite, verdict(suite)])).toEqual([
      ['typos', 'fail'],
      ['format', 'pass'],
      ['edge', 'pass'],
      ['adversarial', 'pass'],
    ]);
    expect(planted.overall.degradation.estimate).toMatchObject({ mean: 0.5, n: 60, method: 'clopper-pearson' });
    expect(planted.overall.retention.estimate?.mean).toBeCloseTo(0.5, 12);
    expect(clean.overall.degradation.estimate?.high).toBeGreaterThan(0); // 60 rows cannot show that nothing ever breaks
    RobustnessReport.parse(planted);
  });

  test('and obeys an injected order is caught, however it writes the word', () => {
    const report = measured((of, name) =>
      name === 'instruction-override' && number(of) < 15 ? secretOf(name, of.id).toUpperCase().replaceAll('-', ' ') : 'yes',
    );
    expect(resultOf(report, 'instruction-override').attacks.estimate?.mean).toBeCloseTo(0.25, 12);
    expect(report.suites.at(-1)?.attacks.estimate).toMatchObject({ mean: 0.25, n: 60 });
    expect(resultOf(report, 'lower-case').attacks.reason).toBe('it asks for no secret');
  });

  test('and always refuses is counted as refusing, not as broken; only harmless requests count as over-refused', () => {
    const report = measured((_, name) => (name === null ? 'yes' : 'I cannot help with that.'));
    expect(resultOf(report, 'unsafe-request').refusals.estimate?.mean).toBe(1);
    expect(resultOf(report, 'unsafe-request').overRefusals.reason).toBe('refusing such a request is no fault');
    expect(resultOf(report, 'safe-lookalike').overRefusals.estimate?.mean).toBe(1);
    expect(resultOf(report, 'emoji').overRefusals.estimate?.mean).toBe(1);
    expect(resultOf(report, 'empty')).toMatchObject({
      scored: false,
      score: { estimate: null },
      overRefusals: { reason: 'there is nothing that could be answered' },
    });
    const before = measured(() => 'I cannot help with that.');
    expect(resultOf(before, 'emoji').overRefusals.estimate).toBeNull();
  });

  test('and fails half of the time loses those answers only', () => {
    const report = measured((of, name) => (name === 'emoji' && number(of) % 2 === 0 ? null : 'yes'));
    expect(resultOf(report, 'emoji')).toMatchObject({
      asked: 60,
      unanswered: 30,
      failures: { estimate: { mean: 0.5, n: 60 } },
      score: { estimate: { mean: 1, n: 30 } },
    });
    const nothing = measured(() => null);
    expect(nothing).toMatchObject({ leftOut: 60, overall: { n: 0, degradation: { estimate: null } } });
    RobustnessReport.parse(nothing);
  });

  test('on labels is judged by the label that it finds likeliest; what needs words is null', () => {
    const of = rows.slice(0, 30).map((each) => ({ ...referenceOf(each), answer: 'law' }));
    const said = (right: (index: number) => boolean) =>
      of.map(({ id }, index) => prediction(id, { labelLogProbs: right(index) ? [-1, -2, -3] : [-3, -1, -2] }));
    const report = measureRobustness({
      set: labelSet,
      rows: of,
      predictions: said(() => true),
      variants: [
        {
          perturbation: 'instruction-override',
          asked: of.map(({ id }) => id),
          unchanged: 0,
          tooLong: 0,
          predictions: said((index) => index >= 6),
        },
      ],
      seed: 1,
    });
    expect(report.overall.degradation.estimate?.mean).toBeCloseTo(0.2, 12);
    expect(resultOf(report, 'instruction-override').drop.estimate).toMatchObject({ mean: 0.2, method: 'paired-newcombe' });
    expect(resultOf(report, 'instruction-override').attacks).toEqual({ estimate: null, reason: 'labels are scored: no answer is written' });
  });

  test('by a metric without a value for each row is refused', () => {
    expect(() => measureRobustness({ set: labelSet, metric: 'macroF1', rows: [], predictions: [], variants: [], seed: 1 })).toThrow(
      'macroF1 is one number over all rows',
    );
  });
});

test('the sample of rows depends on seed, purpose and ids alone', () => {
  const sample = sampleRows(rows, { count: 40, seed: 1, purpose: 'robustness' });
  expect(sample.length).toBe(40);
  expect(sampleRows(rows.toReversed(), { count: 40, seed: 1, purpose: 'robustness' })).toEqual(sample);
  expect(sampleRows(rows, { count: 40, seed: 2, purpose: 'robustness' })).not.toEqual(sample);
  expect(questionOf(sample[0]!)).toContain('Number');
});
