import { describe, expect, test } from 'vitest';
import type { TestSet } from '../../../src/contracts/activities.ts';
import { BehaviourReport, BehaviourSummary } from '../../../src/contracts/behaviour-report.ts';
import { FairnessSpec, RobustnessSpec } from '../../../src/contracts/evaluation-spec.ts';
import type { Prediction } from '../../../src/contracts/evaluation-report.ts';
import { behaviourQuestions } from '../../../src/evaluation/behaviour/behaviour-questions.ts';
import { behaviourSummary, measureBehaviour } from '../../../src/evaluation/behaviour/measure-behaviour.ts';
import { prediction } from '../answered.ts';
import { questionOf, row } from '../robustness/rows.ts';

const nobody = { sha256: '0'.repeat(64), size: 0, rows: 0 };
const set: TestSet = {
  test: 'letters',
  split: 'test',
  rows: nobody,
  train: nobody,
  answers: 'labels',
  labels: ['complaint', 'praise'],
  format: 'chat',
  prefix: '[LETTERS] ',
};
const rows = Array.from({ length: 60 }, (_, index) =>
  row(
    `${index % 2 ? 'Mr Miller says that he' : 'The customer'} was treated badly on visit ${index}: what kind of letter is this, please?`,
    index % 3 ? 'complaint' : 'praise',
    { metadata: { language: index % 2 ? 'de' : 'fr' } },
  ),
);
const robustness = RobustnessSpec.parse({ rows: 20, suites: { typos: 2, format: ['lower-case'] } });
const fairness = FairnessSpec.parse({ swaps: ['gender'], rows: 10, groups: ['metadata.language'] });
const request = { set, rows, robustness, fairness, context: 2048, seed: 7 };

/** Says the label that `saying` gives for a question. */
function answering(asked: typeof rows, saying: (question: string, index: number) => string): Prediction[] {
  return asked.map((each, index) => {
    const label = saying(questionOf(each), index);
    return prediction(each.id, { labelLogProbs: set.labels!.map((known) => (known === label ? -0.1 : -3)) });
  });
}

describe('the questions', () => {
  test('are the same for the same rows, settings and seed, and others for another seed', () => {
    const { asked } = behaviourQuestions(request);
    expect(behaviourQuestions(request).asked).toEqual(asked);
    expect(behaviourQuestions({ ...request, seed: 8 }).asked).not.toEqual(asked);
  });

  test('stand behind the prefix of the task, each with a name of its own, and keep the reference', () => {
    const { asked } = behaviourQuestions(request);
    expect(asked.every((each) => questionOf(each).startsWith('[LETTERS] '))).toBe(true);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
    const answers = new Map(rows.map(({ id, messages }) => [id, messages.at(-1)]));
    for (const { id, messages } of asked) expect(messages.at(-1)).toEqual(answers.get(id.split('/')[1]!));
  });

  test('swap only rows that name somebody, and no more than asked', () => {
    const { swaps } = behaviourQuestions(request);
    expect(swaps[0]!.rows).toHaveLength(10);
    expect(swaps[0]!.unchanged).toHaveLength(30);
    expect(swaps[0]!.rows.every((each) => questionOf(each).includes('Ms Miller says that she'))).toBe(true);
  });

  test('never leave the room that the model has, whatever the change', () => {
    const wide = {
      ...request,
      robustness: RobustnessSpec.parse({ rows: 'all', suites: { edge: 'all', adversarial: 'all' } }),
      context: 230,
    };
    const { asked, variants } = behaviourQuestions(wide);
    const bytes = asked.map(({ messages }) =>
      Buffer.byteLength(
        messages
          .slice(0, -1)
          .map(({ content }) => content)
          .join(''),
      ),
    );
    expect(Math.max(...bytes)).toBeLessThan(230);
    expect(variants.reduce((sum, { tooLong }) => sum + tooLong.length, 0)).toBeGreaterThan(0);
  });

  test('are none where nothing is to be measured', () => {
    expect(behaviourQuestions({ ...request, robustness: null, fairness: null })).toEqual({
      sample: [],
      variants: [],
      swaps: [],
      asked: [],
    });
  });
});

describe('the report', () => {
  const labelOf = (index: number) => (index % 3 ? 'complaint' : 'praise');
  const right = new Map(rows.map(({ id }, index) => [id, labelOf(index)]));
  const predictions = answering(rows, (_, index) => labelOf(index));
  const questions = behaviourQuestions(request);
  const shared = { set, rows, predictions, questions, slices: ['metadata.language'], fairness, seed: 7 };
  const robust = answering(questions.asked, () => '').map((each) => {
    const label = right.get(each.id.split('/')[1]!);
    return { ...each, labelLogProbs: set.labels!.map((known) => (known === label ? -0.1 : -3)) };
  });

  test('of a model that nothing moves: nothing lost, nothing flipped, no gap', () => {
    const report = BehaviourReport.parse(measureBehaviour({ ...shared, answers: robust }));
    expect(report.robustness?.overall.degradation.estimate?.mean).toBe(0);
    expect(report.robustness?.rows).toBe(20);
    expect(report.counterfactuals[0]?.flips.estimate?.mean).toBe(0);
    expect(report.groups[0]?.impactRatio).toMatchObject({ ratio: 1, verdict: 'pass' });
    expect(report.slices[0]?.slices.map(({ value }) => value).toSorted()).toEqual(['de', 'fr']);
    expect(report.questions).toBe(questions.asked.length);
  });

  test('of a model that reads capitals only: what is lost at worst is seen, on the change that did it', () => {
    const answers = robust.map((each) =>
      each.id.startsWith('lower-case/') ? { ...each, labelLogProbs: each.labelLogProbs.toReversed() } : each,
    );
    const { robustness: found } = measureBehaviour({ ...shared, answers });
    expect(found?.overall.degradation.estimate?.mean).toBe(1);
    const byName = new Map(found?.suites.flatMap(({ perturbations }) => perturbations).map((each) => [each.perturbation, each]));
    expect(byName.get('lower-case')?.drop.estimate?.mean).toBe(1);
    expect([...byName].filter(([name]) => name !== 'lower-case').every(([, { drop }]) => drop.estimate?.mean === 0)).toBe(true);
  });

  test('of a model that says otherwise for women: every answer flips', () => {
    const answers = robust.map((each) =>
      each.id.startsWith('gender/') ? { ...each, labelLogProbs: each.labelLogProbs.toReversed() } : each,
    );
    const { counterfactuals } = measureBehaviour({ ...shared, answers });
    expect(counterfactuals[0]).toMatchObject({ asked: 10, flips: { estimate: { mean: 1 } }, drop: { estimate: { mean: 1 } } });
  });

  test('of an endpoint that answered half: the rest is counted, not guessed', () => {
    const { robustness: found } = measureBehaviour({ ...shared, answers: robust.filter((_, index) => index % 2 === 0) });
    const results = found!.suites.flatMap(({ perturbations }) => perturbations);
    expect(results.reduce((sum, { unanswered }) => sum + unanswered, 0)).toBeGreaterThan(0);
    for (const each of results) expect(each.failures.estimate?.mean).toBeCloseTo(each.unanswered / each.asked, 12);
  });

  test('counts the favourable labels that the spec names instead of right answers', () => {
    const favours = { ...fairness, favourable: ['praise'] };
    const partial = answering(rows, (question) => (question.includes('Mr Miller') ? 'praise' : 'complaint'));
    const { groups } = measureBehaviour({ ...shared, predictions: partial, fairness: favours, answers: robust });
    expect(groups[0]?.impactRatio).toMatchObject({ ratio: 0, verdict: 'fail', lowest: { value: 'fr' }, highest: { value: 'de' } });
  });

  test('has a summary small enough for a history', () => {
    const summary = { ...behaviourSummary(measureBehaviour({ ...shared, answers: robust })), report: nobody };
    expect(BehaviourSummary.parse({ ...summary, report: { sha256: nobody.sha256, size: 0 } })).toMatchObject({ test: 'letters' });
    expect(JSON.stringify(summary).length).toBeLessThan(4000);
  });
});
