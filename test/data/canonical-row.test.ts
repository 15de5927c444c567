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
    ['a list', [1], 'invalid-shape', /must be a JSON object, not a list/],
    ['text', 'hello', 'invalid-shape', /not a string/],
    ['null', null, 'invalid-shape', /not null/],
    ['no known field', { question: 'q' }, 'missing-field', /none of the fields input, messages or prompt/],
    ['half a pair', { input: 'q' }, 'missing-field', /output is missing/],
    ['a null answer', { prompt: 'q', completion: null }, 'missing-field', /completion is missing/],
    ['two shapes', { input: 'q', output: 'a', messages: [] }, 'invalid-shape', /more than one shape/],
    ['token ids', { input_ids: [1], labels: [1] }, 'invalid-shape', /input_ids is not supported/],
    ['a tool without a name', { messages: [question, answer], tools: [{}] }, 'invalid-shape', /tools\[0\] has no function with a name/],
    [
      'a broken tool call',
      { messages: [question, { role: 'assistant', content: null, tool_calls: [{}] }] },
      'invalid-shape',
      /messages\[1\]\.tool_calls\[0\] must be/,
    ],
    [
      'an unknown role',
      { messages: [{ role: 'robot', content: 'x' }, answer] },
      'invalid-role',
      /messages\[0\]\.role must be one of system, user/,
    ],
    [
      'content that is a list',
      { messages: [{ role: 'user', content: [] }, answer] },
      'invalid-shape',
      /messages\[0\]\.content must be text or a list of text parts, not an empty list/,
    ],
    [
      'an answer that is an object',
      { input: 'q', output: { a: 1 } },
      'invalid-shape',
      /output must be text or a list of messages, not an object/,
    ],
    ['a number as group', { input: 'q', output: 'a', group: ['x'] }, 'invalid-shape', /group must be text or a number/],
    ['metadata that is a list', { input: 'q', output: 'a', metadata: [] }, 'invalid-shape', /metadata must be an object/],
    ['white space for a prompt', { input: ' \n', output: 'a' }, 'empty', /prompt is empty/],
    ['a system message alone', { messages: [{ role: 'system', content: 'Be nice.' }, answer] }, 'empty', /prompt is empty/],
    ['no messages', { messages: [] }, 'empty', /no messages/],
    ['an empty answer', { input: 'q', output: '\ufeff ' }, 'empty', /answer is empty/],
    ['an answer that is not to be learned', { messages: [question, { ...answer, weight: 0 }] }, 'empty', /weight is 0/],
    ['a question at the end', { messages: [answer, question] }, 'last-message-not-assistant', /role user/],
    ['NUL', { input: 'a\0b', output: 'a' }, 'encoding', /input holds a NUL/],
    ['half a surrogate pair', { input: 'q', output: 'a', metadata: { x: ['\ud800'] } }, 'encoding', /metadata holds/],
    ['a key that is no text', { input: 'q', output: 'a', metadata: { '\udc00': 1 } }, 'encoding', /a key of metadata/],
    ['__proto__ at the top', JSON.parse('{"input":"q","output":"a","__proto__":{"x":1}}'), 'invalid-shape', /__proto__/],
    [
      '__proto__ inside',
      JSON.parse('{"input":"q","output":"a","metadata":{"a":{"__proto__":{"x":1}}}}'),
      'invalid-shape',
      /metadata holds a key named __proto__/,
    ],
    ['deep nesting', { input: 'q', output: 'a', metadata: { deep } }, 'malformed', /metadata is nested deeper than 64/],
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
