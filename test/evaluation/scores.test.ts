import { describe, expect, test } from 'vitest';
import { TestScores } from '../../src/contracts/evaluation-report.ts';
import { scoreTestSet } from '../../src/evaluation/scores.ts';
import { cardSet, labelSet, prediction, textAnswers, textSet } from './answered.ts';

const stored = { sha256: '0'.repeat(64), size: 1, rows: 1 };

describe('scores of a test set', () => {
  test('labels: accuracy by the likeliest label, exact match by greedy decoding', () => {
    const rows = ['law', 'law', 'payment', 'term'].map((answer, index) => ({ id: `r${index}`, group: null, answer }));
    const predictions = [
      prediction('r0', { labelLogProbs: [-1, -2, -3], greedyReference: true }),
      prediction('r1', { labelLogProbs: [-3, -2, -3] }),
      prediction('r2', { labelLogProbs: [-3, -2, -3] }),
      prediction('r3', { labelLogProbs: [-3, -3, -1] }),
    ];
    const scores = scoreTestSet({ set: labelSet, prompt: 'zeroShot', rows, predictions, seed: 1 });
    expect(TestScores.parse({ ...scores, predictions: stored })).toBeTruthy();
    expect(scores.primary).toBe('accuracy');
    expect(scores.chance).toBeCloseTo(1 / 3, 12);
    expect(scores.metrics.accuracy).toMatchObject({ mean: 0.75, n: 4, method: 'clopper-pearson' });
    expect(scores.metrics.exactMatch?.mean).toBe(0.25);
    expect(scores.metrics.macroF1?.mean).toBeCloseTo((2 / 3 + 2 / 3 + 1) / 3, 12);
    expect(scores.metrics.perplexity?.mean).toBeCloseTo(Math.exp(0.5), 12);
    expect(scores).toMatchObject({
      n: 4,
      medianPromptTokens: 10,
      medianAnswerTokens: null,
      medianSecondsPerAnswer: 0.5,
      p95SecondsPerAnswer: null,
    });
  });

  test('a reference outside the labels is a row that the model cannot get right', () => {
    const rows = [{ id: 'r0', group: null, answer: 'other' }];
    const predictions = [prediction('r0', { labelLogProbs: [-1, -2, -3] })];
    expect(scoreTestSet({ set: labelSet, prompt: 'zeroShot', rows, predictions, seed: 1 }).metrics.accuracy?.mean).toBe(0);
  });

  test('cards: equal objects whatever their order, valid JSON, fields', () => {
    const rows = ['a', 'b', 'c', 'd'].map((id) => ({ id, group: null, answer: '{"clause": "payment", "days": 30}' }));
    const answers = [
      '{"days":30,"clause":"payment"}',
      '{"clause": "payment", "days": 31}',
      'The clause is about payment.',
      '{"clause": "law"}\nThat is all.',
    ];
    const predictions = rows.map(({ id }, index) => prediction(id, { answer: answers[index]!, answerTokens: index }));
    const { metrics, medianAnswerTokens, chance } = scoreTestSet({ set: cardSet, prompt: 'fewShot', rows, predictions, seed: 1 });
    expect(metrics.exactMatch?.mean).toBe(0.25);
    expect(metrics.validJson?.mean).toBe(0.75);
    expect(metrics.fieldAccuracy?.mean).toBeCloseTo((1 + 0.5 + 0 + 0) / 4, 12);
    expect([medianAnswerTokens, chance]).toEqual([1.5, 0]);
  });

  test('what was not measured is null, not a guess', () => {
    const { rows, predictions } = textAnswers([true, false]);
    const lacking = predictions.map((each) => ({ ...each, referenceLogProb: null, referenceTokens: null }));
    expect(scoreTestSet({ set: textSet, prompt: 'zeroShot', rows, predictions: lacking, seed: 1 }).metrics.perplexity).toBeNull();
    const unanswered = predictions.map((each) => ({ ...each, answer: null }));
    expect(scoreTestSet({ set: textSet, prompt: 'zeroShot', rows, predictions: unanswered, seed: 1 }).metrics.tokenF1).toBeNull();
    const empty = scoreTestSet({ set: textSet, prompt: 'zeroShot', rows: [], predictions: [], seed: 1 });
    expect(empty).toMatchObject({ n: 0, metrics: { tokenF1: null, exactMatch: null, perplexity: null }, medianSecondsPerAnswer: null });
  });

  test('a perplexity beyond all numbers is null', () => {
    const { rows, predictions } = textAnswers([true]);
    const hopeless = predictions.map((each) => ({ ...each, referenceLogProb: -1e6, referenceTokens: 1 }));
    expect(scoreTestSet({ set: textSet, prompt: 'zeroShot', rows, predictions: hopeless, seed: 1 }).metrics.perplexity).toBeNull();
  });

  test('all rows right is not certainty: the interval has a width, wider where rows come in groups', () => {
    const right = Array.from({ length: 40 }, () => true);
    const alone = textAnswers(right);
    const grouped = textAnswers(
      right,
      right.map((_, index) => `t${index % 5}`),
    );
    const single = scoreTestSet({ set: textSet, prompt: 'zeroShot', ...alone, seed: 1 }).metrics.exactMatch!;
    const inGroups = scoreTestSet({ set: textSet, prompt: 'zeroShot', ...grouped, seed: 1 }).metrics.exactMatch!;
    expect(single.low).toBeCloseTo(0.025 ** (1 / 40), 9); // Clopper and Pearson, 40 of 40
    expect(inGroups).toMatchObject({ mean: 1, method: 'clopper-pearson:groups=5' });
    expect(inGroups.low).toBeLessThan(single.low);
    const graded = scoreTestSet({ set: textSet, prompt: 'zeroShot', ...alone, seed: 1 }).metrics.tokenF1!;
    expect(graded.low).toBeCloseTo(single.low, 12);
  });

  test('groups are drawn together, shown worst first, ten at most', () => {
    const right = Array.from({ length: 100 }, (_, index) => index % 25 >= 5);
    const answers = textAnswers(
      right,
      right.map((_, index) => `t${index % 25}`),
    );
    const scores = scoreTestSet({ set: textSet, prompt: 'zeroShot', ...answers, seed: 7 });
    expect(scores.metrics.exactMatch?.method).toBe('wilson:groups=25');
    expect(scores.groups).toHaveLength(10);
    expect(scores.groups.slice(0, 6).map(({ estimate }) => estimate.mean)).toEqual([0, 0, 0, 0, 0, 1]);
    const { low, high } = scores.groups[0]!.estimate;
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(0.4);
  });

  test('the same predictions give the same numbers, in whatever order they are stored', () => {
    const { rows, predictions } = textAnswers(Array.from({ length: 30 }, (_, index) => index % 3 === 0));
    const score = (said: typeof predictions) => scoreTestSet({ set: textSet, prompt: 'zeroShot', rows, predictions: said, seed: 5 });
    expect(score(predictions.toReversed())).toEqual(score(predictions));
  });

  test('predictions of other rows are refused', () => {
    const { rows, predictions } = textAnswers([true, false]);
    expect(() => scoreTestSet({ set: textSet, prompt: 'zeroShot', rows, predictions: predictions.slice(1), seed: 1 })).toThrow(
      /answer 1 rows, 1 of them among the 2 rows/,
    );
    expect(() =>
      scoreTestSet({ set: textSet, prompt: 'zeroShot', rows, predictions: [...predictions, prediction('r9')], seed: 1 }),
    ).toThrow(/another version of the rows/);
  });

  test('p95 needs twenty answers', () => {
    const { rows, predictions } = textAnswers(Array.from({ length: 20 }, () => true));
    const timed = predictions.map((each, index) => ({ ...each, seconds: index }));
    expect(scoreTestSet({ set: textSet, prompt: 'zeroShot', rows, predictions: timed, seed: 1 }).p95SecondsPerAnswer).toBeCloseTo(18.05, 9);
  });
});
