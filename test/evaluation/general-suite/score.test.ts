import { describe, expect, test } from 'vitest';
import { Prediction } from '../../../src/contracts/evaluation-report.ts';
import { ScoreItem } from '../../../src/contracts/trainer-protocol.ts';
import type { ScoredLine } from '../../../src/contracts/trainer-protocol.ts';
import type { GeneralItem } from '../../../src/evaluation/general-suite/suite.ts';
import { generalSuite } from '../../../src/evaluation/general-suite/suite.ts';
import {
  generalPrediction,
  generalReference,
  generalScoreItem,
  scoreCapability,
  scoreGeneralItem,
} from '../../../src/evaluation/general-suite/score.ts';
import { measureOf, valueOf } from '../../../src/evaluation/measure.ts';

const { capabilities } = generalSuite();
const [knowledge] = capabilities;
if (knowledge === undefined) throw new Error('no capability');
const resampling = { seed: 7, resamples: 200 };

function scored(item: GeneralItem, logProbs: number[]): ScoredLine {
  const rest = { tokens: logProbs.map(() => 3), greedy: logProbs.map(() => false), promptTokens: 5, seconds: 0.1 };
  return { id: item.id, logProbs, ...rest };
}

const answering = (items: readonly GeneralItem[], logProbsOf: (item: GeneralItem, index: number) => number[]) =>
  items.map((item, index) => generalPrediction(item, scored(item, logProbsOf(item, index))));

const right = ({ options, answer }: GeneralItem) => options.map((_, index) => (index === answer ? -1 : -5));
const wrong = ({ options, answer }: GeneralItem) => options.map((_, index) => (index === answer ? -9 : -5));

describe('an item', () => {
  const item: GeneralItem = { id: 'i', template: 't', block: 'b', prefix: 'The sky is', options: [' red.', ' blue.'], answer: 1 };

  test('is right when its right option is the likeliest', () => {
    expect(scoreGeneralItem(item, [-3, -2])).toBe(true);
    expect(scoreGeneralItem(item, [-2, -3])).toBe(false);
  });

  test('counts the first of equals as chosen', () => {
    expect(scoreGeneralItem(item, [-2, -2])).toBe(false);
    expect(scoreGeneralItem({ ...item, answer: 0 }, [-2, -2])).toBe(true);
  });

  test('is wrong when its options were not all scored', () => {
    expect(scoreGeneralItem(item, [-2])).toBe(false);
    expect(scoreGeneralItem(item, [])).toBe(false);
  });

  test('is asked with all options behind one prefix', () => {
    expect(ScoreItem.parse(generalScoreItem(item))).toEqual({
      id: 'i',
      messages: [{ role: 'user', content: 'The sky is' }],
      continuations: [' red.', ' blue.'],
    });
  });
});

describe('the score of a capability', () => {
  test('is its share of right items, with an interval and chance beside it', () => {
    const score = scoreCapability(
      knowledge,
      answering(knowledge.items, (item, index) => (index % 4 === 0 ? wrong(item) : right(item))),
      resampling,
    );
    expect(score.capability).toBe('general-knowledge');
    expect(score.accuracy?.mean).toBeCloseTo(0.75, 12);
    expect(score.accuracy?.n).toBe(knowledge.items.length);
    expect(score.accuracy?.method).toMatch(/^(?:cluster-bootstrap|wilson:groups)/);
    expect(score.accuracy?.low).toBeLessThanOrEqual(0.75);
    expect(score.accuracy?.high).toBeGreaterThanOrEqual(0.75);
    expect(score.chance).toBeCloseTo(0.25, 12);
  });

  test.each(capabilities.map((capability) => [capability.name, capability] as const))(
    'is exactly chance in %s for a model that ranks all options alike',
    (_, capability) => {
      const predictions = answering(capability.items, ({ options }) => options.map(() => -4));
      expect(scoreCapability(capability, predictions, resampling).accuracy?.mean).toBeCloseTo(capability.chance, 12);
    },
  );

  test('does not depend on the order of the predictions', () => {
    const predictions = answering(knowledge.items, (item, index) => (index % 3 === 0 ? wrong(item) : right(item)));
    const forward = scoreCapability(knowledge, predictions, resampling);
    expect(scoreCapability(knowledge, predictions.toReversed(), resampling)).toEqual(forward);
  });

  test('is refused for predictions of other items', () => {
    const predictions = answering(knowledge.items.slice(1), right);
    expect(() => scoreCapability(knowledge, predictions, resampling)).toThrow(/another version of the rows/);
  });

  test('equals the accuracy that comparisons of label rows compute from the same predictions', () => {
    const predictions = answering(knowledge.items, (item, index) => (index % 5 === 0 ? wrong(item) : right(item)));
    for (const prediction of predictions) Prediction.parse(prediction);
    const set = { test: 'general-knowledge', split: 'test', answers: 'labels', labels: ['0', '1', '2', '3'] } as const;
    const measure = measureOf('accuracy', {
      set: { ...set, labels: [...set.labels] },
      rows: knowledge.items.map(generalReference),
      predictions,
    });
    if (measure === null) throw new Error('not measured');
    const all = knowledge.items.map((_, index) => index);
    expect(valueOf(measure, all)).toBe(scoreCapability(knowledge, predictions, resampling).accuracy?.mean);
  });
});
