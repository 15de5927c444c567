import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { summaryText } from '../../src/policy/summary-text.ts';

describe('a summary on the timeline', () => {
  test('stays as it is where it fits', () => {
    expect(summaryText('cards: train 114 updates on 66 rows, rate 0.0026')).toBe('cards: train 114 updates on 66 rows, rate 0.0026');
  });

  test('loses the middle of a long name, and keeps how it began and ended', () => {
    const text = summaryText(`${'a'.repeat(70)}: answer 40 prompts`);
    expect(text).toHaveLength(80);
    expect(text).toMatch(/^a+…a+: answer 40 prompts$/);
  });

  test('is one line of at most 80 characters, whatever it is given', () => {
    assert(
      property(string({ maxLength: 400 }), (given) => {
        const text = summaryText(given);
        expect(text.length).toBeLessThanOrEqual(80);
        expect(text).not.toMatch(/\n/);
      }),
    );
  });
});
