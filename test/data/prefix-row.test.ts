import { describe, expect, test } from 'vitest';
import { prefixRow } from '../../src/data/prefix-row.ts';

const row = (...messages: [string, string][]) => ({
  id: '0'.repeat(64),
  messages: messages.map(([role, content]) => ({ role: role as 'user', content })),
  source: { file: 'a.jsonl', line: 1 },
});

describe('a prefix', () => {
  test('stands before the question, byte for byte, and nowhere else', () => {
    const prefixed = prefixRow(row(['system', 'Be brief.'], ['user', ' What?'], ['assistant', 'That.']), '[SUMS]  ');
    expect(prefixed.messages.map(({ content }) => content)).toEqual(['Be brief.', '[SUMS]   What?', 'That.']);
  });

  test('stands before the last question of a conversation', () => {
    const prefixed = prefixRow(row(['user', 'One?'], ['assistant', '1'], ['user', 'Two?'], ['assistant', '2']), 'T: ');
    expect(prefixed.messages.map(({ content }) => content)).toEqual(['One?', '1', 'T: Two?', '2']);
  });

  test('leaves the row alone where there is none, and its id in any case', () => {
    const given = row(['user', 'One?'], ['assistant', '1']);
    expect(prefixRow(given, '')).toBe(given);
    expect(prefixRow(given, 'T: ').id).toBe(given.id);
  });
});
