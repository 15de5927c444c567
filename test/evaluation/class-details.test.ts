import { describe, expect, test } from 'vitest';
import { ClassDetails } from '../../src/contracts/evaluation-report.ts';
import { classDetails } from '../../src/evaluation/class-details.ts';
import type { ScoredSet } from '../../src/evaluation/measure.ts';
import { scoreTestSet } from '../../src/evaluation/scores.ts';
import { labelSet, prediction, textAnswers, textSet } from './answered.ts';

const set = { ...labelSet, split: 'test' as const };
const logProbs = (likeliest: number, labels = 3) => Array.from({ length: labels }, (_, index) => Math.log(index === likeliest ? 0.8 : 0.1));

function answered(references: readonly string[], said: readonly number[]) {
  const rows = references.map((answer, index) => ({ id: `r${index}`, group: null, answer }));
  return { set, rows, predictions: said.map((label, index) => prediction(`r${index}`, { labelLogProbs: logProbs(label) })) };
}

describe('what became of each class', () => {
  test('holds the confusion matrix, and precision, recall and F1 of every label', () => {
    const { details, reason } = classDetails(answered(['law', 'law', 'law', 'payment', 'term'], [0, 0, 1, 1, 0]));
    ClassDetails.parse(details);
    expect(reason).toBeNull();
    expect(details!.labels).toEqual(['law', 'payment', 'term']);
    expect(details!.counts).toEqual([
      [2, 1, 0],
      [0, 1, 0],
      [1, 0, 0],
    ]);
    const [law, payment, term] = details!.classes;
    expect([law!.precision!.mean, law!.recall!.mean, law!.f1]).toEqual([0.6667, 0.6667, 0.6667]);
    expect([payment!.precision!.mean, payment!.recall!.mean, payment!.f1]).toEqual([0.5, 1, 0.6667]);
    expect([term!.precision, term!.recall!.mean, term!.f1]).toEqual([null, 0, 0]);
    expect(law!.precision!.low).toBeLessThan(0.6667);
    expect(details!.calibration).toEqual([{ n: 5, confidence: 0.8, accuracy: 0.6 }]);
  });

  test('counts references that are none of the labels, which no answer can get right', () => {
    const { details } = classDetails(answered(['law', 'other'], [0, 0]));
    expect(details!.labels).toEqual(['law', 'payment', 'term', 'other']);
    expect(details!.classes[3]).toEqual({ precision: null, recall: expect.objectContaining({ mean: 0 }), f1: 0 });
  });

  test('is left out with a reason where it would be too much to travel with the scores', () => {
    const many = Array.from({ length: 21 }, (_, index) => `label ${index}`);
    const rows = many.map((answer, index) => ({ id: `r${index}`, group: null, answer }));
    const predictions = rows.map(({ id }, index) => prediction(id, { labelLogProbs: logProbs(index, 21) }));
    expect(classDetails({ set: { ...set, labels: many }, rows, predictions })).toEqual({
      details: null,
      reason: '21 classes are more than the 20 that scores have room for',
    });
    const long = many.slice(0, 20).map((label) => label.padEnd(200, '.'));
    const longRows = long.map((answer, index) => ({ id: `r${index}`, group: null, answer }));
    const fewer = { set: { ...set, labels: long }, rows: longRows, predictions: predictions.slice(0, 20) };
    expect(classDetails(fewer).reason).toMatch(/^\d+ bytes are more than the 4096/u);
    const unscored = answered(['law'], [0]);
    expect(classDetails({ ...unscored, predictions: [prediction('r0')] }).reason).toBe('the labels were not scored');
  });

  test('twenty classes of ordinary names have room', () => {
    const labels = Array.from({ length: 20 }, (_, index) => `contract clause ${index}`);
    const rows = Array.from({ length: 400 }, (_, index) => ({ id: `r${index}`, group: null, answer: labels[index % 20]! }));
    const predictions = rows.map(({ id }, index) => prediction(id, { labelLogProbs: logProbs((index * 7) % 20, 20) }));
    expect(classDetails({ set: { ...set, labels }, rows, predictions }).reason).toBeNull();
  });

  test('is told of labels on test rows only', () => {
    const labelled = answered(['law'], [0]);
    const score = (given: ScoredSet) => scoreTestSet({ ...labelled, set: given, prompt: 'zeroShot', seed: 1 });
    expect(score(set).classes!.details).not.toBeNull();
    expect(score(labelSet).classes).toBeUndefined();
    expect(scoreTestSet({ set: textSet, ...textAnswers([true]), prompt: 'zeroShot', seed: 1 }).classes).toBeUndefined();
  });
});
