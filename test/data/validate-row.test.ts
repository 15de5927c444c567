import { describe, expect, test } from 'vitest';
import { canonicalRow } from '../../src/data/canonical-row.ts';
import type { Row } from '../../src/contracts/row.ts';
import { rowValidator } from '../../src/data/validate-row.ts';

const lengths = { minimumPromptWords: 5, minimumAnswerWords: 10, maximumPromptWords: 20 };
const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join(' ');
const row = (input: string, output: string) => canonicalRow({ input, output }, { file: 'f', line: 1 }) as Row;

describe('text answers', () => {
  const refuse = rowValidator({ answers: 'text', labels: null }, lengths);

  test('stand from the least length on', () => {
    expect(refuse(row(words(5), words(10)))).toBeNull();
    expect(refuse(row(words(20), words(10)))).toBeNull();
  });

  test('are dropped below it and above the longest prompt, with the setting to change', () => {
    expect(refuse(row(words(4), words(10)))).toEqual({
      rule: 'too-short',
      reason: 'the prompt has 4 words; text needs 5 (lengths.minimumPromptWords)',
    });
    expect(refuse(row(words(5), words(9)))).toEqual({
      rule: 'too-short',
      reason: 'the answer has 9 words; text needs 10 (lengths.minimumAnswerWords)',
    });
    expect(refuse(row(words(21), words(10)))).toEqual({
      rule: 'too-long',
      reason: 'the prompt has 21 words; at most 20 are allowed (lengths.maximumPromptWords)',
    });
  });
});

describe('labels and cards', () => {
  test('have no least length', () => {
    expect(rowValidator({ answers: 'labels', labels: ['yes'] }, lengths)(row('ok?', 'yes'))).toBeNull();
    expect(rowValidator({ answers: 'json', labels: null }, lengths)(row('ok?', '{}'))).toBeNull();
  });

  test('keep to the longest prompt', () => {
    expect(rowValidator({ answers: 'labels', labels: ['yes'] }, lengths)(row(words(21), 'yes'))).toMatchObject({ rule: 'too-long' });
  });

  test('drop answers of another kind', () => {
    expect(rowValidator({ answers: 'labels', labels: ['yes', 'no'] }, lengths)(row('ok?', 'maybe'))).toEqual({
      rule: 'wrong-answer',
      reason: 'the answer is none of the 2 labels of this dataset',
    });
    expect(rowValidator({ answers: 'json', labels: null }, lengths)(row('ok?', '[]'))).toMatchObject({ rule: 'wrong-answer' });
    expect(rowValidator({ answers: 'json', labels: null }, lengths)(row('ok?', '{"a": }'))).toMatchObject({ rule: 'wrong-answer' });
  });
});
