import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countWords, startOfWord } from '../../../src/data/count-words.ts';
import { checkShortWords, wordsOfPrompt } from '../../../src/data/validation/check-lengths.ts';
import { fits } from '../../../src/data/validation/check-tokens.ts';
import type { TokenCounter } from '../../../src/data/validation/token-counter.ts';
import { truncatePrompt } from '../../../src/data/validation/truncate-prompt.ts';
import { chat, pair } from './make-row.ts';

const within = (most: number) => (messages: { role: 'system' | 'user' | 'assistant' | 'tool' | 'developer'; content: string }[]) =>
  wordsOfPrompt({ messages }) <= most;

test('the least words of a prompt are those of what is asked, whatever instructions stand before it', () => {
  const limits = { policy: 'drop', severity: 'error', promptWords: 5, answerWords: 1, promptTokens: 0, answerTokens: 0 } as const;
  const asked = (content: string) =>
    chat([
      { role: 'system', content: 'You advise a steward of this firm in all matters.' },
      { role: 'user', content },
      { role: 'assistant', content: 'yes' },
    ]);
  expect(checkShortWords(asked('repair the oven'), 'text', limits)).toHaveLength(1);
  expect(checkShortWords(asked('who has to repair the oven'), 'text', limits)).toEqual([]);
});

describe('a prompt that is cut', () => {
  test('keeps its end or its start, at borders of words, and the answer as it is', () => {
    const row = pair('one two  three\nfour five', 'the whole answer');
    expect(truncatePrompt(row, 'end', within(2))?.messages).toEqual(pair('four five', 'the whole answer').messages);
    expect(truncatePrompt(row, 'start', within(2))?.messages).toEqual(pair('one two', 'the whole answer').messages);
  });

  test('keeps system messages whole and loses the turns furthest away first', () => {
    const row = chat([
      { role: 'system', content: 'be very brief' },
      { role: 'user', content: 'first question' },
      { role: 'assistant', content: 'first answer' },
      { role: 'user', content: 'second question here' },
      { role: 'assistant', content: 'yes' },
    ]);
    expect(truncatePrompt(row, 'end', within(7))?.messages.map(({ content }) => content)).toEqual([
      'be very brief',
      'answer',
      'second question here',
      'yes',
    ]);
    expect(truncatePrompt(row, 'start', within(6))?.messages.map(({ content }) => content)).toEqual([
      'be very brief',
      'first question',
      'first',
      'yes',
    ]);
    expect(truncatePrompt(row, 'end', within(3))).toBeNull();
  });

  test('is not cut where it holds calls of tools', () => {
    const row = chat([
      { role: 'user', content: 'a b c d' },
      { role: 'tool', content: 'e' },
      { role: 'assistant', content: 'f' },
    ]);
    expect(truncatePrompt(row, 'end', within(2))).toBeNull();
  });

  test('has exactly as many words as allowed, and is a part of the prompt', () => {
    const text = fc
      .array(fc.constantFrom('ab', 'c ', ' ', '\n', '合', '同', '𠀀', 'é ', '、', '😀'), { minLength: 1, maxLength: 60 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), fc.constantFrom('end' as const, 'start' as const), (prompt, most, keep) => {
        const cut = truncatePrompt(pair(prompt, 'x'), keep, within(most));
        if (countWords(prompt) <= most) return;
        const left = cut!.messages[0]!.content;
        expect(countWords(left)).toBe(most);
        expect(keep === 'end' ? prompt.trimEnd().endsWith(left.trimEnd()) : prompt.trimStart().startsWith(left.trimStart())).toBe(true);
        expect(left.isWellFormed()).toBe(true);
      }),
    );
  });

  test('a word begins where the count goes up', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat(10), (text, number) => {
        const at = startOfWord(text, number);
        expect(countWords(text.slice(0, at))).toBe(Math.min(number, countWords(text)));
      }),
    );
  });
});

test('tokens are counted only where the bounds do not settle it', () => {
  let counted = 0;
  const counter: TokenCounter = {
    text: (text) => text.length / 2,
    chat: (messages) => {
      counted += 1;
      return messages.reduce((sum, { content }) => sum + content.length / 2, 0);
    },
    mostTokens: (text) => text.length,
    leastTokens: (text) => text.length / 4,
    messageOverhead: 0,
    chatOverhead: 0,
  };
  const { messages } = pair('12345678', '12345678');
  expect([fits(messages, 16, counter), fits(messages, 3, counter), counted]).toEqual([true, false, 0]);
  expect([fits(messages, 8, counter), fits(messages, 7, counter), counted]).toEqual([true, false, 2]);
});
