import { describe, expect, test } from 'vitest';
import { ScoreItem } from '../../../src/contracts/trainer-protocol.ts';
import type { ScoredLine } from '../../../src/contracts/trainer-protocol.ts';
import { hashOf } from '../../../src/evaluation/general-suite/block.ts';
import { textLossMeasure, textScoreItems } from '../../../src/evaluation/general-suite/texts/loss.ts';
import { generalTexts } from '../../../src/evaluation/general-suite/texts/texts.ts';
import { valueOf } from '../../../src/evaluation/measure.ts';

const texts = generalTexts();

function line(id: string, logProb: number, tokens: number): ScoredLine {
  return { id, logProbs: [logProb], tokens: [tokens], greedy: [false], promptTokens: 4, seconds: 0 };
}

describe('the general texts', () => {
  test('are 150 different short paragraphs', () => {
    expect(texts).toHaveLength(150);
    expect(new Set(texts.map(({ id }) => id)).size).toBe(150);
    for (const { prefix, text } of texts) {
      const words = `${prefix}${text}`.split(' ').length;
      expect(words).toBeGreaterThanOrEqual(35);
      expect(words).toBeLessThanOrEqual(90);
      expect(prefix + text).toMatch(/^[A-Z].*["\w.]$/s);
      expect(prefix + text).not.toMatch(/\s{2}|\n|\||undefined/);
    }
  });

  test('begin in different ways: no two share their given words but those of one template', () => {
    const written = texts.slice(0, 66).map(({ prefix, text }) => `${prefix}${text}`.split(' ').slice(0, 8).join(' '));
    expect(new Set(written).size).toBe(66);
  });

  test('stay the same for one version of the suite', () => {
    expect(generalTexts()).toEqual(texts);
    expect(hashOf(texts)).toBe('b43ac75ce52e6af4df3c30a086c9e51f5bb192d6ada85eba903a3ffa21551a0d');
  });

  test('are asked about twice: all behind the first words, and the end alone', () => {
    const [whole, end] = textScoreItems({ id: 'text-1', prefix: 'One day', text: ' it rained.' }).map((item) => ScoreItem.parse(item));
    expect(whole).toEqual({ id: 'text-1', messages: [{ role: 'user', content: 'One day' }], continuations: [' it rained.'] });
    expect(end).toEqual({ id: 'text-1:end', messages: [{ role: 'user', content: 'One day it rained.' }], continuations: [''] });
  });
});

describe('the loss of general text', () => {
  const two = [
    { id: 'a', prefix: 'One', text: ' two.' },
    { id: 'b', prefix: 'Three', text: ' four five.' },
  ];
  const lines = [line('b', -30, 11), line('a:end', -2, 1), line('a', -12, 6), line('b:end', -10, 1)];

  test('is the mean over tokens, end tokens left out', () => {
    const measure = textLossMeasure(two, lines);
    expect(valueOf(measure, [0])).toBeCloseTo(10 / 5, 12);
    expect(valueOf(measure, [1])).toBeCloseTo(20 / 10, 12);
    expect(valueOf(measure, [0, 1, 1])).toBeCloseTo(50 / 25, 12);
  });

  test('does not move when a model learns to stop', () => {
    const stopping = [line('b', -21, 11), line('a:end', -1, 1), line('a', -11, 6), line('b:end', -1, 1)];
    expect(valueOf(textLossMeasure(two, stopping), [0, 1])).toBe(valueOf(textLossMeasure(two, lines), [0, 1]));
  });

  test('is refused where a paragraph was not scored', () => {
    expect(() => textLossMeasure(two, lines.slice(1))).toThrow(/general text "b" was not scored/);
  });
});
