import { describe, expect, test } from 'vitest';
import type { ColumnMapping } from '../../../src/contracts/dataset-reading.ts';
import { RowFinding } from '../../../src/contracts/row-finding.ts';
import { canonicalRow } from '../../../src/data/canonical-row.ts';
import { cleanRow } from '../../../src/data/cleaning/clean-row.ts';
import { createRowScreener } from '../../../src/data/pii/screen-row.ts';
import { writtenFields } from '../../../src/data/reading/written-fields.ts';
import { writtenPlaces } from '../../../src/data/reading/written-row.ts';
import { writtenText } from '../../../src/data/reading/written-value.ts';

const screen = createRowScreener({});
const place = { file: 'rows.jsonl', line: 3 };

function found(value: unknown, columns?: ColumnMapping): (readonly [string | undefined, string | null])[] {
  const row = canonicalRow(value, place, columns);
  if ('rule' in row) throw new Error(row.reason);
  const cleaned = cleanRow(row, { ...place, fieldOf: writtenFields(value, columns) });
  const { findings } = screen(cleaned.row, undefined, writtenPlaces(value, columns));
  return findings.map((finding) => {
    const { field, start, end, message } = RowFinding.parse(finding);
    expect(message).toContain(`${field} holds `);
    return [field, start === undefined ? null : (writtenText(value, field!)?.slice(start, end) ?? 'no text')] as const;
  });
}

describe('findings of personal data', () => {
  test('name the field and the place of the row as it was written', () => {
    expect(found({ question: '\u200b Mail <b>ann@example.com</b>\r\n', reply: 'Yes.' }, { input: 'question', output: 'reply' })).toEqual([
      ['question', 'ann@example.com'],
    ]);
    const turns = [{ from: 'human', value: '  caf\u0065\u0301 ann@exa\u200bmple.com' }, { from: 'gpt', value: '\tTo bob@example.com.' }]; // prettier-ignore
    expect(found({ conversations: turns })).toEqual([
      ['conversations[0].value', 'ann@exa\u200bmple.com'],
      ['conversations[1].value', 'bob@example.com'],
    ]);
  });

  test('of a prompt that is joined of two fields name the field that holds the value', () => {
    const value = { instruction: ' Write to ann@example.com about:', input: ' bob@example.com, again ', output: 'Done.' };
    expect(found(value)).toEqual([
      ['instruction', 'ann@example.com'],
      ['input', 'bob@example.com'],
    ]);
  });

  test('of text parts name the part', () => {
    const content = ['Hello, ', 'ann@example.com '].map((text) => ({ type: 'text', text }));
    const value = { messages: [{ role: 'user', content }, { role: 'assistant', content: 'Hi.' }] }; // prettier-ignore
    expect(found(value)).toEqual([['messages[0].content[1].text', 'ann@example.com']]);
  });

  test('of a value that is parted by text parts tell no place', () => {
    const content = ['To ann@exa', 'mple.com '].map((text) => ({ type: 'text', text }));
    const value = { messages: [{ role: 'user', content }, { role: 'assistant', content: 'Hi.' }] }; // prettier-ignore
    expect(found(value)).toEqual([['messages[0].content', null]]);
  });

  test('of further fields, of metadata and of calls written as JSON are placed where they stand', () => {
    const call = { from: 'function_call', value: '{"name": "mail", "arguments": {"to": "ann@example.com"}}' };
    const value = {
      conversations: [{ from: 'human', value: 'Mail her' }, call],
      author: 'bob@example.com',
      metadata: { by: [' eve@example.com '] },
    };
    expect(found(value)).toEqual([
      ['conversations[1].value', 'ann@example.com'],
      ['author', 'bob@example.com'],
      ['metadata.by[0]', 'eve@example.com'],
    ]);
  });
});
