import { describe, expect, test } from 'vitest';
import type { ColumnMapping } from '../../../src/contracts/dataset-reading.ts';
import { canonicalRow } from '../../../src/data/canonical-row.ts';
import { writtenFields, writtenPaths } from '../../../src/data/reading/written-fields.ts';
import { writtenText } from '../../../src/data/reading/written-value.ts';

const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });

/** Every text of the canonical row, each to hold the text at the field that it is said to be read from. */
function fieldsOf(value: unknown, columns?: ColumnMapping): string[] {
  const row = canonicalRow(value, { file: 'rows.jsonl', line: 1 }, columns);
  if ('rule' in row) throw new Error(row.reason);
  const fieldOf = writtenFields(value, columns);
  return (['messages', 'rejected'] as const).flatMap((list) =>
    (row[list] ?? []).map(({ content }, index) => {
      const field = fieldOf(list, index);
      const raw = writtenText(value, field);
      expect(content).toContain(raw?.trim() ?? '');
      return field;
    }),
  );
}

describe('fields are named as they were written', () => {
  test.each<[string, unknown, string[], ColumnMapping?]>([
    ['input and output', { input: 'a', output: 'b' }, ['input', 'output']],
    ['prompt and completion', { prompt: 'a', completion: 'b' }, ['prompt', 'completion']],
    ['a system prompt before', { system: 's', prompt: 'a', completion: 'b' }, ['system', 'prompt', 'completion']],
    ['an empty system prompt', { system: ' ', input: 'a', output: 'b' }, ['input', 'output']],
    [
      'lists of messages',
      { prompt: [user('a'), assistant('b'), user('c')], completion: [assistant('d')] },
      ['prompt[0].content', 'prompt[1].content', 'prompt[2].content', 'completion[0].content'],
    ],
    ['messages', { messages: [user('a'), assistant('b')] }, ['messages[0].content', 'messages[1].content']],
    [
      'messages behind a system prompt',
      { system: 's', messages: [user('a'), assistant([{ type: 'text', text: 'b' }])] },
      ['system', 'messages[0].content', 'messages[1].content'],
    ],
    ['Alpaca', { instruction: 'a', input: 'b', output: 'c' }, ['instruction', 'output']],
    [
      'Alpaca with history',
      { instruction: 'a', output: 'c', history: [['x', 'y']] },
      ['history[0][0]', 'history[0][1]', 'instruction', 'output'],
    ],
    [
      'ShareGPT',
      {
        conversations: [
          { from: 'system', value: 's' },
          { from: 'human', value: 'a' },
          { from: 'gpt', value: 'b' },
        ],
      },
      ['conversations[0].value', 'conversations[1].value', 'conversations[2].value'],
    ],
    ['conversations of messages', { conversations: [user('a'), assistant('b')] }, ['conversations[0].content', 'conversations[1].content']],
    [
      'OpenAI pairs',
      { input: { messages: [user('a')] }, preferred_output: [assistant('b')], non_preferred_output: [assistant('c')] },
      ['input.messages[0].content', 'preferred_output[0].content', 'non_preferred_output[0].content'],
    ],
    ['pairs of texts', { prompt: 'a', chosen: 'b', rejected: 'c' }, ['prompt', 'chosen', 'rejected']],
    [
      'pairs of whole conversations',
      { chosen: [user('a'), assistant('b')], rejected: [user('a'), assistant('c')] },
      ['chosen[0].content', 'chosen[1].content', 'rejected[1].content'],
    ],
    [
      'pairs that repeat the prompt',
      { prompt: [user('a')], chosen: [user('a'), assistant('b')], rejected: [user('a'), assistant('c')] },
      ['chosen[0].content', 'chosen[1].content', 'rejected[1].content'],
    ],
    ['mapped columns', { question: 'a', reply: 'b', input: 'z' }, ['question', 'reply'], { input: 'question', output: 'reply' }],
    [
      'columns inside of others',
      { answers: { text: ['b'] }, 'q.text': 'a' },
      ['q.text', 'answers.text.0'],
      { input: 'q.text', output: 'answers.text.0' },
    ],
    [
      'a mapped list of messages',
      { data: { turns: [user('a'), assistant('b')] }, about: 's' },
      ['about', 'data.turns[0].content', 'data.turns[1].content'],
      { messages: 'data.turns', system: 'about' },
    ],
    ['mapped pairs', { q: 'a', good: 'b', bad: 'c' }, ['q', 'good', 'bad'], { input: 'q', chosen: 'good', rejected: 'bad' }],
  ])('%s', (_, value, fields, columns) => {
    expect(fieldsOf(value, columns)).toEqual(fields);
  });

  test.each<[string, unknown, string, ColumnMapping?]>([
    ['label', { input: 'a', output: 'b', kind: 'c' }, 'kind', { label: 'kind' }],
    ['group', { input: 'a', output: 'b', metadata: { group: 'g' } }, 'metadata.group'],
    ['group', { input: 'a', output: 'b', contract: { id: 'g' } }, 'contract.id', { group: 'contract.id' }],
    ['metadata.note', { input: 'a', output: 'b', note: 'n' }, 'note'],
    ['metadata.note.by', { input: 'a', output: 'b', metadata: { note: { by: 'n' } } }, 'metadata.note.by'],
    ['metadata.(key 1)', { input: 'a', output: 'b', 'ann@example.com': 'n' }, '(key 3)'],
    ['metadata.(key 2)', { input: 'a', output: 'b', note: '', metadata: { 'a b': 'n' } }, 'metadata.(key 1)'],
    ['messages[1].tool_calls[0].function.arguments', callsOf({ from: 'function_call', value: '{"name":"f"}' }), 'conversations[1].value'],
    ['tools[0].function.description', { input: 'a', output: 'b', tools: [{ name: 'f', description: 'd' }] }, 'tools[0].description'],
    ['tools[0].function.description', { input: 'a', output: 'b', tools: '[{"name":"f","description":"d"}]' }, 'tools'],
    [
      'tools[0].function.name',
      {
        input: { messages: [user('a')], tools: [{ type: 'function', function: { name: 'f' } }] },
        preferred_output: 'b',
        non_preferred_output: 'c',
      },
      'input.tools[0].function.name',
    ],
  ])('%s of a row is found where it stood', (path, value, field, columns) => {
    expect(writtenPaths(value, columns)(path)[0]).toBe(field);
  });

  test('a text joined of several names each, and the first stands for it', () => {
    expect(writtenPaths({ instruction: 'a', input: 'b', output: 'c' })('messages[0].content')).toEqual(['instruction', 'input']);
    const parts = [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }]; // prettier-ignore
    expect(writtenPaths({ messages: [user(parts), assistant('b')] })('messages[0].content')).toEqual([
      'messages[0].content',
      'messages[0].content[0].text',
      'messages[0].content[1].text',
    ]);
  });

  test('a value that is no row keeps the paths that it is asked for, and has no texts', () => {
    expect(writtenPaths('text')('messages[0].content')).toEqual(['messages[0].content']);
    expect(writtenText({ messages: 4 }, 'messages[0].content')).toBeNull();
    expect(writtenText({ messages: [user([{ type: 'text', text: 'a' }])] }, 'messages[0].content')).toBeNull();
  });
});

function callsOf(turn: object): unknown {
  return { conversations: [{ from: 'human', value: 'a' }, turn] };
}
