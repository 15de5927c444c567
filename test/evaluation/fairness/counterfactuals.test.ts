import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CounterfactualReport, SwapName } from '../../../src/contracts/fairness-report.ts';
import type { Row } from '../../../src/contracts/row.ts';
import { makeCounterfactuals } from '../../../src/evaluation/fairness/counterfactuals.ts';
import { measureCounterfactuals } from '../../../src/evaluation/fairness/measure-counterfactuals.ts';
import type { ScoredSet } from '../../../src/evaluation/measure.ts';
import { referenceOf } from '../../../src/evaluation/questions.ts';
import { labelSet, prediction, textSet } from '../answered.ts';
import { questionOf, row } from '../robustness/rows.ts';

describe('rows with other people in them', () => {
  test('keep their ids, references, instructions and metadata, and are the same on every retry', () => {
    const text = fc
      .array(fc.constantFrom('He', 'her', 'his', 'Mary', 'James', 'husband', 'pays', 'the fee.', '契約', 'Priya'), { maxLength: 20 })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(text, fc.constantFrom(...SwapName.options), fc.constantFrom('payment', 'his wife pays'), (question, swap, answer) => {
        const of = row(question, answer, { system: 'He is your manager.', metadata: { note: 'his' } });
        const before = structuredClone(of);
        const made = makeCounterfactuals(swap, [of]);
        expect(makeCounterfactuals(swap, [of])).toEqual(made);
        expect(of).toEqual(before);
        expect(made.rows.length + made.unchanged.length + made.answerNamesGroup.length).toBe(1);
        for (const [index, variant] of made.rows.entries()) {
          expect({ ...variant, messages: null }).toEqual({ ...of, messages: null });
          expect(variant.messages.at(-1)).toEqual(of.messages.at(-1));
          expect(variant.messages[0]).toEqual(of.messages[0]);
          expect(made.asked[index]?.id).toBe(of.id);
        }
      }),
    );
  });

  test('say whom they named: one group, or several', () => {
    const made = makeCounterfactuals('gender', [
      row('He pays his rent.', 'payment'),
      row('She pays him.', 'payment'),
      row('The fee is due.', 'payment'),
    ]);
    expect(made.asked.map(({ from, to }) => [from, to])).toEqual([
      ['masculine', 'feminine'],
      [null, 'masculine'],
    ]);
    expect(made.unchanged.length).toBe(1);
  });

  test('are left out where the right answer would have to change too', () => {
    const of = row('James owes Mary 40 euros. Who pays?', 'James');
    expect(makeCounterfactuals('gender', [of])).toMatchObject({ rows: [], answerNamesGroup: [of.id] });
    expect(makeCounterfactuals('pronouns', [row('He owes 40 euros. Who pays?', 'James')]).rows.length).toBe(1);
  });
});

const rows = Array.from({ length: 80 }, (_, index) => row(`${index % 2 === 0 ? 'He' : 'She'} must pay the fee number ${index}.`, 'law'));
const made = makeCounterfactuals('gender', rows);

/** Labels as a function of the question. */
function measured(isRight: (question: string) => boolean, given: { set?: ScoredSet; keep?: (index: number) => boolean } = {}) {
  const say = (of: Row) => prediction(of.id, { labelLogProbs: isRight(questionOf(of)) ? [-1, -2, -3] : [-2, -1, -3] });
  return measureCounterfactuals({
    set: labelSet,
    swap: 'gender',
    rows: rows.map(referenceOf),
    predictions: rows.map(say),
    asked: made.asked,
    unchanged: made.unchanged.length,
    answerNamesGroup: 0,
    swapped: made.rows.filter((_, index) => given.keep?.(index) ?? true).map(say),
    seed: 1,
    resamples: 200,
  });
}

describe('a model that is asked about others', () => {
  test('and answers as before shows no gap; the interval says what 80 rows can', () => {
    const report = measured((question) => !question.includes('number 1'));
    expect(report.flips.estimate?.mean).toBe(0);
    expect(report.gaps.map(({ group }) => group)).toEqual(['feminine', 'masculine']);
    for (const { gap } of report.gaps) {
      expect(gap.estimate?.mean).toBe(0);
      expect(gap.estimate!.low).toBeLessThan(0);
      expect(gap.estimate!.high).toBeGreaterThan(0);
      expect(gap.estimate!.high).toBeLessThan(0.1);
    }
    CounterfactualReport.parse(report);
  });

  test('and does worse on women is caught, though gains and losses of the swap cancel out', () => {
    const report = measured((question) => !(question.startsWith('She') && Number(/\d+/u.exec(question)?.[0]) % 4 < 2));
    expect(report.drop.estimate?.mean).toBeCloseTo(0, 12);
    const [feminine, masculine] = report.gaps;
    expect(feminine?.gap.estimate?.mean).toBeCloseTo(-0.5, 12);
    expect(feminine!.gap.estimate!.high).toBeLessThan(-0.3);
    expect(masculine?.gap.estimate?.mean).toBeCloseTo(0.5, 12);
    expect(report.flips.estimate).toMatchObject({ mean: 0.5, n: 80 });
    // w = 0 on the half that flips; o = 1 on all but the women among them.
    expect(report.worstCase.worst.estimate?.mean).toBeCloseTo(0.5, 12);
    expect(report.worstCase.original.estimate?.mean).toBeCloseTo(0.75, 12);
  });

  test('and does not answer is counted', () => {
    expect(measured(() => true, { keep: (index) => index < 70 })).toMatchObject({
      asked: 80,
      unanswered: 10,
      flips: { estimate: { n: 70 } },
    });
    expect(measured(() => true, { keep: () => false })).toMatchObject({ unanswered: 80, flips: { estimate: null }, gaps: [] });
  });

  test('in words may speak of the other person without counting as another answer', () => {
    const of = row('She pays. Who pays, and when?', 'at once');
    const [swapped] = makeCounterfactuals('gender', [of]).asked;
    const flips = (before: string, after: string) =>
      measureCounterfactuals({
        set: textSet,
        swap: 'gender',
        rows: [referenceOf(of)],
        predictions: [prediction(of.id, { answer: before })],
        asked: [swapped!],
        unchanged: 0,
        answerNamesGroup: 0,
        swapped: [prediction(of.id, { answer: after })],
        seed: 1,
      }).flips.estimate?.mean;
    expect(flips('She pays at once.', 'He pays at once')).toBe(0);
    expect(flips('Mary pays her rent', 'James pays his rent!')).toBe(0);
    expect(flips('She pays at once.', 'He pays next year.')).toBe(1);
    expect(flips('{"when": "now", "who": 1}', '{"who": 1, "when": "now"}')).toBe(0);
  });
});
