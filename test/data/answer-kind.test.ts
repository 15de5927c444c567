import { describe, expect, test } from 'vitest';
import type { AnswerKind } from '../../src/contracts/dataset.ts';
import { AnswerCensus } from '../../src/data/answer-kind.ts';

function decide(answers: string[], asked: AnswerKind | 'auto' = 'auto') {
  const census = new AnswerCensus();
  for (const answer of answers) census.add(answer);
  return census.decide(asked, 'clauses');
}

const repeat = (answer: string, times: number) => Array.from({ length: times }, () => answer);
const sentence = 'this answer has more than five words in it';

describe('the kind of answers', () => {
  test('few short answers that repeat are labels, sorted', () => {
    expect(decide([...repeat('warranty', 10), ...repeat('governing law', 9)])).toEqual({
      answers: 'labels',
      labels: ['governing law', 'warranty'],
    });
  });

  test('up to one row in twenty may be something else', () => {
    expect(decide([...repeat('yes', 95), ...repeat(sentence, 5)])).toEqual({ answers: 'labels', labels: ['yes'] });
    expect(decide([...repeat('yes', 94), ...repeat(sentence, 6)])).toEqual({ answers: 'text', labels: null });
  });

  test('JSON objects are json, even when they are few and short', () => {
    expect(decide([...repeat('{"clause": "law"}', 20), ...repeat('{"clause": "payment"}', 20)])).toEqual({ answers: 'json', labels: null });
    expect(decide(repeat('[1, 2]', 20)).answers).toBe('labels');
  });

  test('short answers that hardly repeat are text', () => {
    expect(decide(Array.from({ length: 30 }, (_, index) => `name ${index}`))).toEqual({ answers: 'text', labels: null });
  });

  test('fifty labels are a closed set, sixty common ones are not', () => {
    const labels = (count: number) => Array.from({ length: count }, (_, index) => repeat(`label ${index}`, 10)).flat();
    expect(decide(labels(50)).labels).toHaveLength(50);
    expect(decide(labels(60)).answers).toBe('text');
  });

  test('of more than fifty the most frequent are taken where they cover enough', () => {
    const rare = Array.from({ length: 10 }, (_, index) => `typo ${index}`);
    const common = Array.from({ length: 50 }, (_, index) => repeat(`label ${index}`, 10)).flat();
    const { answers, labels } = decide([...rare, ...common]);
    expect(answers).toBe('labels');
    expect(labels).toHaveLength(50);
    expect(labels).not.toContain('typo 0');
  });

  test('what the spec says goes before what is found', () => {
    expect(decide(repeat('yes', 20), 'text')).toEqual({ answers: 'text', labels: null });
    expect(decide(['a', 'b', 'c'], 'labels')).toEqual({ answers: 'labels', labels: ['a', 'b', 'c'] });
  });

  test('labels that are asked for but not there are rejected with the share that fits', () => {
    expect(() => decide([...repeat('yes', 5), ...repeat(sentence, 5)], 'labels')).toThrow(
      /1 most frequent answers of at most 5 words cover 5 of 10 rows/,
    );
  });
});
