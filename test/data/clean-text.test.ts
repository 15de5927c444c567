import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText, comparableText } from '../../src/data/clean-text.ts';
import { countWords } from '../../src/data/count-words.ts';

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\r', '\n', '\t', '\u000c', '\u0085', '\ufeff', '\u0301', ' ', '\u200b', 'ﬁ'),
    fc.string({ unit: 'grapheme', maxLength: 2 }),
  ),
});

describe('cleaning a text', () => {
  test.each([
    ['a\r\nb\rc', 'a\nb\nc'],
    ['page one\u000cpage two', 'page one\npage two'],
    ['\ufeff  text \n', 'text'],
    ['e\u0301', 'é'],
    ['bell\u0007 and escape\u001b[31m', 'bell and escape[31m'],
    ['if x:\n\treturn  1', 'if x:\n\treturn  1'],
  ])('makes %j %j', (text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });

  test('twice is the same as once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });
});

describe('the form in which prompts are compared', () => {
  test.each([
    ['Pay  within\n30 days', 'pay within 30 days'],
    ['ﬁnal', 'FINAL'],
    ['zero\u200bwidth', 'zerowidth'],
    ['e\u0301', 'É'],
  ])('takes %j and %j for the same', (a, b) => {
    expect(comparableText(a)).toBe(comparableText(b));
  });

  test('tells different words and numbers apart', () => {
    expect(comparableText('30 days')).not.toBe(comparableText('31 days'));
  });

  test('twice is the same as once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(comparableText(comparableText(text))).toBe(comparableText(text));
      }),
    );
  });
});

describe('counting words', () => {
  test.each([
    ['', 0],
    ['  two\twords\n', 2],
    ['{"clause": "payment", "days": 30}', 4],
    ['合同终止', 4],
    ['第一，第二。', 5],
    ['𠮷野家', 3],
    ['smile 😀', 2],
  ])('finds in %j %i', (text, words) => {
    expect(countWords(text)).toBe(words);
  });
});
