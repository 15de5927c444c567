import { describe, expect, test } from 'vitest';
import type { ColumnMapping } from '../../src/contracts/dataset-reading.ts';
import { Row } from '../../src/contracts/row.ts';
import { canonicalRow } from '../../src/data/canonical-row.ts';
import { refuseUntrainable } from '../../src/data/trainable-row.ts';

const source = { file: 'rows.jsonl', line: 1 };
const question = { role: 'user', content: 'What is it?' };
const answer = { role: 'assistant', content: 'A clause.' };
const worse = { role: 'assistant', content: 'A thing.' };
const system = { role: 'system', content: 'Be brief.' };

function read(value: unknown, columns?: ColumnMapping): Row {
  const row = canonicalRow(value, source, columns);
  if ('rule' in row) throw new Error(`${row.rule}: ${row.reason}`);
  return Row.parse(row);
}

const messagesOf = (value: unknown) => read(value).messages;

describe('rows of other tools come to the same messages', () => {
  test.each<[string, unknown]>([
    ['Alpaca', { instruction: 'What is it?', input: '', output: 'A clause.' }],
    [
      'ShareGPT',
      {
        conversations: [
          { from: 'human', value: 'What is it?' },
          { from: 'gpt', value: 'A clause.' },
        ],
      },
    ],
    ['conversations of messages', { conversations: [question, answer] }],
    [
      'text parts',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What ' },
              { type: 'text', text: 'is it?' },
            ],
          },
          answer,
        ],
      },
    ],
    ['a system prompt that is empty', { system: ' ', prompt: 'What is it?', completion: 'A clause.' }],
  ])('%s', (_, value) => {
    expect(messagesOf(value)).toEqual([question, answer]);
    expect(refuseUntrainable(read(value))).toBeNull();
  });

  test('Alpaca with an input, a system prompt and a history', () => {
    const row = { instruction: 'Name it.', input: 'The fee …', output: 'payment', system: 'Be brief.', history: [['Hello?', 'Hello.']] };
    expect(messagesOf(row)).toEqual([
      system,
      { role: 'user', content: 'Hello?' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: 'Name it.\n\nThe fee …' },
      { role: 'assistant', content: 'payment' },
    ]);
  });

  test('two system prompts are one too many', () => {
    expect(canonicalRow({ system: 'Be long.', messages: [system, question, answer] }, source)).toMatchObject({ rule: 'invalid-shape' });
  });
});

describe('tools are read whole, and refused for training on text', () => {
  const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object' } } };
  const called = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
  };

  test('as OpenAI writes them', () => {
    const row = read({ messages: [question, called, { role: 'tool', tool_call_id: 'c1', content: 'found' }, answer], tools: [tool] });
    expect(row).toMatchObject({ tools: [tool], messages: [question, { ...called, content: '' }, { tool_call_id: 'c1' }, answer] });
    expect(refuseUntrainable(row)).toMatchObject({
      rule: 'invalid-shape',
      reason: expect.stringMatching(/tools is not supported/) as string,
    });
    expect(refuseUntrainable(read({ messages: [question, called] }))).toMatchObject({
      reason: expect.stringMatching(/messages\[1\]\.tool_calls is not supported/) as string,
    });
  });

  test('as ShareGPT writes them', () => {
    const row = read({
      conversations: [
        { from: 'human', value: 'What is it?' },
        { from: 'function_call', value: '{"name":"look","arguments":{"at":1}}' },
        { from: 'observation', value: 'found' },
        { from: 'gpt', value: 'A clause.' },
      ],
      tools: JSON.stringify([tool.function]),
    });
    expect(row.tools).toEqual([tool]);
    expect(row.messages[1]).toEqual({
      role: 'assistant',
      content: '',
      tool_calls: [{ type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
    });
    expect(row.messages[2]).toEqual({ role: 'tool', content: 'found' });
  });

  test('and count in the row’s id', () => {
    const plain = read({ messages: [question, answer] });
    expect(read({ messages: [question, answer], tools: [tool] }).id).not.toBe(plain.id);
    expect(read({ messages: [question, answer], tools: [] }).id).toBe(plain.id);
  });
});

describe('preference pairs are read whole, and refused for training on text', () => {
  test.each<[string, unknown]>([
    ['OpenAI', { input: { messages: [question] }, preferred_output: [answer], non_preferred_output: [worse] }],
    ['texts', { prompt: 'What is it?', chosen: 'A clause.', rejected: 'A thing.' }],
    ['messages', { prompt: [question], chosen: [answer], rejected: [worse] }],
    ['whole conversations', { chosen: [question, answer], rejected: [question, worse] }],
    ['a prompt that is repeated', { prompt: 'What is it?', chosen: [question, answer], rejected: [question, worse] }],
  ])('%s', (_, value) => {
    const row = read(value);
    expect(row).toMatchObject({ messages: [question, answer], rejected: [worse] });
    expect(refuseUntrainable(row)).toMatchObject({ rule: 'invalid-shape', reason: expect.stringMatching(/preference pair/) as string });
  });

  test('two pairs that differ in the rejected answer only are two rows', () => {
    const pair = (rejected: string) => read({ prompt: 'q', chosen: 'a', rejected });
    expect(pair('b').id).not.toBe(pair('c').id);
  });
});

describe('columns under other names', () => {
  const columns: ColumnMapping = { input: 'question', output: 'answers.0.text', group: 'contract.id', label: 'kind', timestamp: 'at' };
  const row = {
    question: 'What is it?',
    answers: [{ text: 'A clause.' }],
    contract: { id: 7 },
    kind: 'payment',
    at: '2026-11-23',
    input: 'x',
  };

  test('are found by dotted paths, and what they do not name joins the metadata', () => {
    expect(read(row, columns)).toMatchObject({
      messages: [question, answer],
      group: '7',
      label: 'payment',
      timestamp: '2026-11-23',
      metadata: { input: 'x' },
    });
  });

  test('a column of the whole name comes before a path', () => {
    expect(read({ ...row, 'contract.id': 'whole' }, columns).group).toBe('whole');
  });

  test('may name a group alone, and leave the shape as it is', () => {
    expect(read({ prompt: 'q', completion: 'a', contract_id: 'c' }, { group: 'contract_id' })).toMatchObject({ group: 'c' });
    expect(read({ text: 'q', best: 'a', worst: 'b' }, { input: 'text', chosen: 'best', rejected: 'worst' })).toMatchObject({
      messages: [{ content: 'q' }, { content: 'a' }],
      rejected: [{ content: 'b' }],
    });
  });

  test('that are missing are named', () => {
    expect(canonicalRow({ question: 'q' }, source, columns)).toEqual({
      rule: 'missing-field',
      reason: 'the column answers.0.text, which holds the output, is missing',
    });
    expect(canonicalRow({ ...row, contract: {} }, source, columns)).toMatchObject({ rule: 'missing-field' });
  });
});

test('what a row says about itself is kept beside it, and where it is no name, in the metadata', () => {
  const row = read({ input: 'q', output: 'a', label: 3, task: 'sort', parentId: 'p', synthetic: true, id: 'r1' });
  expect(row).toMatchObject({ label: '3', task: 'sort', parentId: 'p', synthetic: true, metadata: { id: 'r1' } });
  expect(read({ input: 'q', output: 'a', label: ['x'] })).toMatchObject({ metadata: { label: ['x'] } });
});
