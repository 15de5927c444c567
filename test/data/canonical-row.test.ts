import { describe, expect, test } from 'vitest';
import { Row } from '../../src/contracts/row.ts';
import { canonicalRow, rowId } from '../../src/data/canonical-row.ts';
import { hashOf } from '../../src/data/canonical-json.ts';

const source = { file: 'rows.jsonl', line: 1 };
const read = (value: unknown) => canonicalRow(value, source);
const question = { role: 'user', content: 'What is it?' };
const answer = { role: 'assistant', content: 'A clause.' };

describe('every shape of a row comes to the same messages', () => {
  const expected = { id: rowId([question, answer] as Row['messages']), messages: [question, answer], source };
  test.each([
    [{ input: 'What is it?', output: 'A clause.' }],
    [{ prompt: ' What is it?\r\n', completion: 'A clause.' }],
    [{ prompt: [question], completion: [answer] }],
    [{ messages: [question, answer] }],
    [{ messages: [question, { ...answer, weight: 1, tool_calls: null }] }],
  ])('%j', (value) => {
    expect(read(value)).toEqual(expected);
  });

  test('and the id is the hash of their canonical JSON', () => {
    expect(expected.id).toBe(hashOf([question, answer]));
  });
});

describe('what belongs to a row is kept', () => {
  test('group, timestamp and metadata', () => {
    const row = read({ input: 'q', output: 'a', group: 'g1', timestamp: 12, metadata: { lang: 'en' } });
    expect(row).toMatchObject({ group: 'g1', timestamp: '12', metadata: { lang: 'en' } });
    expect(Row.safeParse(row).success).toBe(true);
  });

  test('a group in the metadata counts where the row names none', () => {
    expect(read({ input: 'q', output: 'a', metadata: { group: 7 } })).toMatchObject({ group: '7' });
  });

  test('an empty group is none', () => {
    expect(read({ input: 'q', output: 'a', group: ' ' })).not.toHaveProperty('group');
  });

  test('further fields go to the metadata', () => {
    expect(read({ input: 'q', output: 'a', ticket: 5, metadata: { lang: 'en' } })).toMatchObject({ metadata: { ticket: 5, lang: 'en' } });
  });

  test('nothing of it changes the id', () => {
    const plain = read({ input: 'q', output: 'a' });
    expect(read({ input: 'q', output: 'a', group: 'g', metadata: { x: 1 } })).toMatchObject({ id: (plain as Row).id });
  });
});

describe('a wrong row is refused by rule and field', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
  test.each<[string, unknown, string, RegExp]>([
    ['a list', [1], 'unknown-shape', /must be a JSON object, not a list/],
    ['text', 'hello', 'unknown-shape', /not a string/],
    ['null', null, 'unknown-shape', /not null/],
    ['no known field', { question: 'q' }, 'missing-field', /none of the fields input, messages or prompt/],
    ['half a pair', { input: 'q' }, 'missing-field', /output is missing/],
    ['a null answer', { prompt: 'q', completion: null }, 'missing-field', /completion is missing/],
    ['two shapes', { input: 'q', output: 'a', messages: [] }, 'unknown-shape', /more than one shape/],
    [
      'a preference pair',
      { input: { messages: [question] }, preferred_output: [answer], non_preferred_output: [answer] },
      'unknown-shape',
      /preferred_output is not supported/,
    ],
    ['tools', { messages: [question, answer], tools: [{}] }, 'unknown-shape', /tools is not supported/],
    [
      'a tool call',
      { messages: [question, { role: 'assistant', content: null, tool_calls: [{}] }] },
      'unknown-shape',
      /messages\[1\]\.tool_calls/,
    ],
    [
      'an unknown role',
      { messages: [{ role: 'robot', content: 'x' }, answer] },
      'unknown-shape',
      /messages\[0\]\.role must be one of system, user/,
    ],
    [
      'content that is a list',
      { messages: [{ role: 'user', content: [] }, answer] },
      'unknown-shape',
      /messages\[0\]\.content must be text, not a list/,
    ],
    [
      'an answer that is an object',
      { input: 'q', output: { a: 1 } },
      'unknown-shape',
      /output must be text or a list of messages, not an object/,
    ],
    ['a number as group', { input: 'q', output: 'a', group: ['x'] }, 'unknown-shape', /group must be text or a number/],
    ['metadata that is a list', { input: 'q', output: 'a', metadata: [] }, 'unknown-shape', /metadata must be an object/],
    ['white space for a prompt', { input: ' \n', output: 'a' }, 'empty-input', /prompt is empty/],
    ['a system message alone', { messages: [{ role: 'system', content: 'Be nice.' }, answer] }, 'empty-input', /prompt is empty/],
    ['no messages', { messages: [] }, 'empty-input', /no messages/],
    ['an empty answer', { input: 'q', output: '\ufeff ' }, 'empty-answer', /answer is empty/],
    ['an answer that is not to be learned', { messages: [question, { ...answer, weight: 0 }] }, 'empty-answer', /weight is 0/],
    ['a question at the end', { messages: [answer, question] }, 'last-message-not-assistant', /role user/],
    ['NUL', { input: 'a\0b', output: 'a' }, 'invalid-text', /input holds a NUL/],
    ['half a surrogate pair', { input: 'q', output: 'a', metadata: { x: ['\ud800'] } }, 'invalid-text', /metadata holds/],
    ['a key that is no text', { input: 'q', output: 'a', metadata: { '\udc00': 1 } }, 'invalid-text', /a key of metadata/],
    ['__proto__ at the top', JSON.parse('{"input":"q","output":"a","__proto__":{"x":1}}'), 'unknown-shape', /__proto__/],
    [
      '__proto__ inside',
      JSON.parse('{"input":"q","output":"a","metadata":{"a":{"__proto__":{"x":1}}}}'),
      'unknown-shape',
      /metadata holds a key named __proto__/,
    ],
    ['deep nesting', { input: 'q', output: 'a', metadata: { deep } }, 'malformed-json', /metadata is nested deeper than 64/],
  ])('%s', (_, value, rule, reason) => {
    expect(read(value)).toEqual({ rule, reason: expect.stringMatching(reason) as string });
  });

  test('and its text is never quoted', () => {
    const canary = 'canary-3141';
    const values = [
      { [canary]: 1 },
      { input: canary },
      { input: canary, output: { canary } },
      { messages: [{ role: canary, content: canary }] },
      { input: 'q', output: 'a', [canary]: '\0' },
    ];
    for (const value of values) expect(JSON.stringify(read(value))).not.toContain(canary);
  });
});
