import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitRuns } from '../../src/tokens/split-runs.ts';
import { createTokenCounter, type TokenizerSource } from '../../src/tokens/token-counter.ts';

const folder = fileURLToPath(new URL('../fixtures/tokens/', import.meta.url));

interface Counted {
  text: string;
  o200k: number;
  cl100k: number;
  small: number;
}

/** Counted by tiktoken and by Hugging Face's tokenizers in Python; see make.py beside it. */
const texts = JSON.parse(readFileSync(`${folder}texts.json`, 'utf8')) as Counted[];

const sources = {
  o200k: { kind: 'openai', encoding: 'o200k_base' },
  cl100k: { kind: 'openai', encoding: 'cl100k_base' },
  small: { kind: 'local', folder },
} as const satisfies Record<string, TokenizerSource>;

describe.each(Object.entries(sources) as [keyof typeof sources, TokenizerSource][])('%s', async (name, source) => {
  const counter = await createTokenCounter(source);

  test('counts as the Python tokenizer does, in every script', () => {
    expect(texts).toHaveLength(300);
    expect(texts.filter((one) => counter.text(one.text) !== one[name]).map(({ text }) => text)).toEqual([]);
  });

  test('counts lie between the bounds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const tokens = counter.text(text);
        expect(tokens).toBeLessThanOrEqual(counter.mostTokens(text));
        expect(tokens).toBeGreaterThanOrEqual(counter.leastTokens(text));
      }),
    );
    for (const { text } of texts) expect(counter.text(text)).toBeLessThanOrEqual(counter.mostTokens(text));
    for (const text of [' '.repeat(5000), '='.repeat(5000), '\n'.repeat(5000)])
      expect(counter.text(text)).toBeGreaterThanOrEqual(counter.leastTokens(text));
  });

  test('a chat counts at most its contents and the overheads', () => {
    const messages = (['system', 'user', 'assistant', 'tool', 'developer'] as const).map((role) => ({ role, content: 'The rent is due.' }));
    const contents = messages.reduce((sum, { content }) => sum + counter.text(content), 0);
    expect(counter.chat(messages)).toBeGreaterThan(contents);
    expect(counter.chat(messages)).toBeLessThanOrEqual(contents + counter.chatOverhead + messages.length * counter.messageOverhead);
  });

  // Unsplit, 50,000 of one letter take seconds. Hugging Face's tokenizer is slower, but linear too.
  const size = name === 'small' ? 50_000 : 2 ** 20;
  test.each(['a', '=', ' ', '\n', '合', '🙂'])(`${size} code units of %j take linear time`, (unit) => {
    const text = unit.repeat(size / unit.length);
    const start = process.cpuUsage().user;
    expect(counter.text(text)).toBeGreaterThan(0);
    expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(5);
  });
});

describe('unbroken runs', async () => {
  const counter = await createTokenCounter(sources.o200k);
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');

  test.each(['a', 'xyz', '=', '-+', '合同', 'ß'])('of %j are counted to within five tokens a cut', (unit) => {
    const text = `Here: ${unit.repeat(4_000 / unit.length)} and so on`;
    expect(Math.abs(counter.text(text) - countTokens(text))).toBeLessThanOrEqual(5 * (splitRuns(text).length - 1));
  });

  test('of fewer than 512 characters are counted exactly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 50 }), (a, b) => {
        const text = `${a} ${b}. ${a}`.slice(0, 511);
        expect(counter.text(text)).toBe(countTokens(text, { disallowedSpecial: new Set() }));
      }),
    );
  });
});

describe('chats', () => {
  test('are counted as the cookbook does: 3 a message, its values, 1 for a name, and 3', async () => {
    const counter = await createTokenCounter(sources.cl100k);
    const value = (text: string) => counter.text(text);
    expect(
      counter.chat([
        { role: 'system', content: 'Be brief.', name: 'example_user' },
        { role: 'user', content: 'Hi' },
      ]),
    ).toBe(3 + value('system') + value('Be brief.') + value('example_user') + 1 + 3 + value('user') + value('Hi') + 3);
  });

  test('of a base model with ChatML are counted as its template writes them', async () => {
    const counter = await createTokenCounter(sources.small);
    const messages = [
      { role: 'user', content: 'What is due?' },
      { role: 'assistant', content: 'The rent.' },
    ];
    const written = messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join('');
    expect(counter.chat(messages)).toBe(counter.text(written));
    expect(counter.specialTokens).toEqual(['<|endoftext|>', '<|im_start|>', '<|im_end|>']);
  });
});

test('a folder without a tokenizer says what is missing', async () => {
  await expect(createTokenCounter({ kind: 'local', folder: `${folder}none` })).rejects.toThrow(/tokenizer\.json is missing or no JSON/);
});
