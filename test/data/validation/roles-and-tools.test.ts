import { describe, expect, test } from 'vitest';
import { checkEmpty, checkLastMessage, checkRoleOrder } from '../../../src/data/validation/check-roles.ts';
import { checkToolCalls } from '../../../src/data/validation/check-tool-calls.ts';
import type { CheckedMessage } from '../../../src/data/validation/checked-row.ts';
import { chat, pair } from './make-row.ts';

const say = (role: CheckedMessage['role'], content = 'text'): CheckedMessage => ({ role, content });
const call = (id: string, name = 'search', args = '{"q":1}') => ({ id, type: 'function' as const, function: { name, arguments: args } });

describe('roles', () => {
  test('the answer comes last', () => {
    expect(checkLastMessage(pair('q', 'a'))).toEqual([]);
    expect(checkLastMessage(chat([say('user')]))).toMatchObject([{ rule: 'last-message-not-assistant' }]);
    expect(checkLastMessage(chat([]))[0]?.message).toContain('there is no message');
  });

  test('a usual conversation is in order, with tools and several instructions too', () => {
    expect(checkRoleOrder(chat([say('system'), say('developer'), say('user'), say('assistant'), say('user'), say('assistant')]))).toEqual(
      [],
    );
    expect(checkRoleOrder(chat([say('user'), say('assistant'), say('tool'), say('tool'), say('assistant')]))).toEqual([]);
  });

  test('a late system message, two of one role in a row and an assistant who begins are told by field', () => {
    const fields = (roles: CheckedMessage['role'][]) => checkRoleOrder(chat(roles.map((role) => say(role)))).map(({ field }) => field);
    expect(fields(['user', 'system', 'assistant'])).toEqual(['messages[1].role']);
    expect(fields(['user', 'user', 'assistant'])).toEqual(['messages[1].role']);
    expect(fields(['system', 'assistant', 'user', 'assistant'])).toEqual(['messages[1].role']);
  });

  test('a system message alone is nothing to answer, a call of a tool is an answer without text', () => {
    expect(checkEmpty(chat([say('system'), say('user', ' \n'), say('assistant')]))).toMatchObject([{ rule: 'empty' }]);
    expect(checkEmpty(chat([say('user'), say('assistant', '')]))).toMatchObject([{ rule: 'empty', field: 'messages[1].content' }]);
    expect(checkEmpty(chat([say('user'), { ...say('assistant', ''), tool_calls: [call('1')] }]))).toEqual([]);
  });
});

describe('tool calls', () => {
  const tools = [{ type: 'function', function: { name: 'search' } }, { name: 'older' }];
  const problems = (messages: CheckedMessage[]) =>
    checkToolCalls({ ...chat(messages), tools }).map(({ field, message }) => `${field}: ${message}`);

  test('calls that are declared and answered in any order are right, and so are calls that are the answer', () => {
    expect(
      problems([
        say('user'),
        { ...say('assistant', ''), tool_calls: [call('a'), call('b', 'older')] },
        { ...say('tool'), tool_call_id: 'b' },
        { ...say('tool'), tool_call_id: 'a' },
        { ...say('assistant', ''), tool_calls: [call('c')] },
      ]),
    ).toEqual([]);
  });

  test('each way to be wrong is told at its message', () => {
    const calling = (...calls: ReturnType<typeof call>[]) => [say('user'), { ...say('assistant', ''), tool_calls: calls }];
    expect(problems([...calling(call('a')), say('assistant')])[0]).toContain(
      'messages[2]: 1 tool call(s) before this message have no answer',
    );
    expect(problems([...calling(call('a')), { ...say('tool'), tool_call_id: 'z' }])[0]).toContain('none of the calls');
    expect(problems([say('user'), say('tool')])[0]).toContain('without tool_call_id');
    expect(problems(calling(call('a', 'search', 'q=1')))[0]).toContain('not one JSON object');
    expect(problems(calling(call('a', 'search', '[1]')))[0]).toContain('not one JSON object');
    expect(problems(calling(call('a', 'delete')))[0]).toContain('do not declare');
    expect(problems(calling(call('a'), call('a')))[0]).toContain('earlier call');
    expect(problems([{ ...say('user'), tool_calls: [call('a')] }, say('assistant')])[0]).toContain('only the assistant');
  });

  test('older calls have no id, and are answered by a message without one', () => {
    const older = { type: 'function' as const, function: { name: 'search', arguments: '{}' } };
    const asked: CheckedMessage[] = [say('user'), { ...say('assistant', ''), tool_calls: [older] }];
    expect(problems([...asked, say('tool'), say('assistant')])).toEqual([]);
    expect(problems([...asked, say('assistant')])[0]).toContain('have no answer');
  });

  test('names are not judged where a row declares no tools', () => {
    expect(checkToolCalls(chat([say('user'), { ...say('assistant', ''), tool_calls: [call('a', 'anything')] }]))).toEqual([]);
  });
});
