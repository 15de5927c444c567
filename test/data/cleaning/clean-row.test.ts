import { describe, expect, test } from 'vitest';
import type { Row } from '../../../src/contracts/row.ts';
import { RowFinding } from '../../../src/contracts/row-finding.ts';
import { cleanRow } from '../../../src/data/cleaning/clean-row.ts';

const place = { file: 'a.jsonl', line: 3 };
const row = (question: string, answer: string): Row => ({
  id: 'f'.repeat(64),
  messages: [
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ],
  source: place,
});

describe('cleaning a row', () => {
  test('gives a row with nothing to do back as the same object', () => {
    const clean = row('What is due?', 'Rent.');
    const result = cleanRow(clean, place);
    expect(result.row).toBe(clean);
    expect(result.findings).toEqual([]);
  });

  test('tells each field and rule with counts and no text', () => {
    const { row: cleaned, findings } = cleanRow(row('\ufeffsecret\u200b\u200b e\u0301', ' <p>a &amp; b</p>'), place);
    expect(cleaned.messages.map(({ content }) => content)).toEqual(['secret é', 'a & b']);
    const common = { ...place, severity: 'info', action: 'change' };
    expect(findings).toEqual([
      { ...common, rule: 'unicode', field: 'messages[0].content', count: 1, message: 'brought a character to Unicode NFC' },
      {
        ...common,
        rule: 'control-characters',
        field: 'messages[0].content',
        count: 3,
        message: 'removed a byte order mark and removed 2 invisible characters',
      },
      { ...common, rule: 'markup', field: 'messages[1].content', count: 3, message: 'removed 2 tags and decoded a character reference' },
      { ...common, rule: 'whitespace', field: 'messages[1].content', count: 1, message: 'removed a blank at the edges' },
    ]);
    for (const finding of findings) expect(RowFinding.parse(finding)).toEqual(finding);
  });

  test('cleans the rejected answer and the label, and names fields as they were written', () => {
    const pair = { ...row(' ask', 'good'), rejected: [{ role: 'assistant' as const, content: 'bad ' }], label: ' x' };
    const fieldOf = (list: string) => ({ messages: 'prompt', rejected: 'rejected' })[list] ?? 'class';
    const { row: cleaned, findings } = cleanRow(pair, { ...place, fieldOf });
    expect([cleaned.messages[0]!.content, cleaned.rejected[0]!.content, cleaned.label]).toEqual(['ask', 'bad', 'x']);
    expect(findings.map(({ field }) => field)).toEqual(['prompt', 'rejected', 'class']);
  });

  test('leaves markup in an answer to a question about markup', () => {
    const asked = row('Write a paragraph in HTML.', '<p>Hello &amp; welcome</p>');
    expect(cleanRow(asked, place).row).toBe(asked);
    expect(cleanRow(row('Write a paragraph.', '<p>Hello &amp; welcome</p>'), place).row.messages[1]!.content).toBe('Hello & welcome');
  });

  test('flags markup that it was told to leave', () => {
    const asked = row('Quote it.', '<p>a</p>');
    const { row: same, findings } = cleanRow(asked, place, { markup: 'flag' });
    expect(same).toBe(asked);
    expect(findings).toEqual([
      {
        ...place,
        rule: 'markup',
        severity: 'warning',
        action: 'flag',
        field: 'messages[1].content',
        count: 2,
        message: 'holds 2 tags and character references, which were left',
      },
    ]);
  });
});
