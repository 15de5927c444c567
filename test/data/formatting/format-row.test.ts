import { describe, expect, test } from 'vitest';
import { AnnealFailure } from '../../../src/contracts/failure.ts';
import { FormattingSpec } from '../../../src/contracts/formatting.ts';
import type { Message } from '../../../src/contracts/row.ts';
import { toChatExample, toCompletionExample } from '../../../src/data/formatting/examples.ts';
import { formatRow, readFormatting, type FormattableRow } from '../../../src/data/formatting/format-row.ts';

const source = { file: 'a.jsonl', line: 7 };
const user = (content: string): Message => ({ role: 'user', content });
const system = (content: string): Message => ({ role: 'system', content });
const answer = (content: string): Message => ({ role: 'assistant', content });
const row = (messages: Message[], more: Partial<FormattableRow> = {}): FormattableRow => ({ messages, source, ...more });

function format(given: FormattableRow, spec: unknown, as: 'chat' | 'completion' = 'chat') {
  return formatRow(given, readFormatting(FormattingSpec.parse(spec), as, 'stages[0].formatting'));
}
function messagesOf(...given: Parameters<typeof format>): readonly Message[] {
  const formatted = format(...given);
  if ('finding' in formatted) throw new Error(formatted.finding.message);
  return formatted.row.messages;
}

const plain = row([user('Who pays?'), answer('The tenant.')]);
const led = row([system('Be brief.'), user('Who pays?'), answer('The tenant.')]);

describe('formatting a row', () => {
  test('with nothing to add gives the same object, whatever the format', () => {
    expect(format(plain, {})).toEqual({ row: plain });
    for (const as of ['chat', 'completion'] as const) {
      const formatted = format(plain, {}, as);
      expect('row' in formatted && formatted.row === plain).toBe(true);
    }
  });

  test('puts a system message where there is none, and keeps or replaces one', () => {
    const text = 'You are a lawyer.';
    expect(messagesOf(plain, { system: { text } })).toEqual([system(text), ...plain.messages]);
    expect(messagesOf(led, { system: { text } })).toEqual(led.messages);
    expect(messagesOf(led, { system: { text, whenPresent: 'replace' } })).toEqual([system(text), ...plain.messages]);
    const developer = row([{ role: 'developer', content: 'x' }, system('y'), ...plain.messages]);
    expect(messagesOf(developer, { system: { text, whenPresent: 'replace' } })).toEqual([
      { role: 'developer', content: text },
      ...plain.messages,
    ]);
  });

  test('puts the template in the place of the last question alone', () => {
    const talk = row([user('Hello'), answer('Hi'), user('Who pays?'), answer('The tenant.')]);
    expect(messagesOf(talk, { template: 'Clause question: {input}' })).toEqual([
      user('Hello'),
      answer('Hi'),
      user('Clause question: Who pays?'),
      answer('The tenant.'),
    ]);
  });

  test('fills in fields of the row by name', () => {
    const fields = {
      group: 'c1',
      timestamp: '2026-01-01',
      metadata: { country: 'FR', pages: 12, signed: true, input: 'no', 'Contract type': 'lease' },
    };
    const template = '{Contract type}/{country}/{metadata.country}/{pages}/{signed}/{group}/{timestamp}/{system}: {input}';
    expect(messagesOf({ ...led, ...fields }, { template }).at(-2)).toEqual(user('lease/FR/FR/12/true/c1/2026-01-01/Be brief.: Who pays?'));
  });

  test('ends with template, field, row and allowed names where the row has no such field', () => {
    const given = row([...plain.messages], { metadata: { country: 'FR', parts: [1] } });
    const message =
      'stages[0].formatting.template, character 4: {inptu} names nothing that line 7 of a.jsonl has as text. It has input, country. ' +
      'Correct the name, set whenMissing to drop or empty, or write {{ and }} for braces.';
    const details = { file: 'a.jsonl', line: 7, field: 'inptu' };
    expect(() => format(given, { template: 'Q: {inptu}' })).toThrow(new AnnealFailure('InvalidInput', message, { details }));
    for (const name of ['parts', 'constructor', 'metadata', 'metadata.x', 'toString']) {
      expect(() => format(given, { template: `{${name}}` })).toThrow(`{${name}} names nothing`);
    }
  });

  test('drops the row, or leaves the place empty, where it was told to', () => {
    expect(format(plain, { template: '{input} {country}', whenMissing: 'drop' })).toEqual({
      finding: {
        ...source,
        rule: 'missing-field',
        severity: 'error',
        action: 'drop',
        message: 'the field country, which the template names, is missing or no text',
      },
    });
    expect(messagesOf(plain, { template: '{input}|{country}|', whenMissing: 'empty' })[0]).toEqual(user('Who pays?||'));
  });

  test('makes one text of the prompt for completion, and refuses calls of tools', () => {
    expect(messagesOf(led, {}, 'completion')).toEqual([user('Be brief.\n\nWho pays?'), answer('The tenant.')]);
    expect(messagesOf(plain, { system: { text: 'A' }, template: 'B {input}' }, 'completion')).toEqual([
      user('A\n\nB Who pays?'),
      answer('The tenant.'),
    ]);
    const tools = row([user('x'), { role: 'tool', content: '{}' }, answer('y')]);
    expect(format(tools, {}, 'completion')).toMatchObject({ finding: { rule: 'tool-call', action: 'drop', line: 7 } });
    expect(format(tools, {}, 'chat')).toEqual({ row: tools });
  });

  test('leaves answers and everything beside the messages alone', () => {
    const given = row([user('a {input}'), answer('b {input} {{')], { rejected: [answer('c {input}')], metadata: { x: 1 } });
    const formatted = format(given, { template: '[{input}]', system: { text: 's' } });
    expect(formatted).toEqual({ row: { ...given, messages: [system('s'), user('[a {input}]'), given.messages[1]] } });
  });
});

describe('a formatted row as an example', () => {
  test('for chat and completion', () => {
    expect(toChatExample(led)).toEqual({ messages: led.messages });
    expect(toCompletionExample(led)).toEqual({ prompt: 'Be brief.\n\nWho pays?', completion: 'The tenant.' });
  });

  test('keeps a pair of answers a pair', () => {
    const pair = row([...led.messages], { rejected: [answer('Nobody.')] });
    expect(toChatExample(pair)).toEqual({
      input: { messages: led.messages.slice(0, -1) },
      preferred_output: [answer('The tenant.')],
      non_preferred_output: [answer('Nobody.')],
    });
    expect(toCompletionExample(pair)).toEqual({ prompt: 'Be brief.\n\nWho pays?', chosen: 'The tenant.', rejected: 'Nobody.' });
  });
});
