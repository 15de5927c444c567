import type { CheckedMessage, CheckedRow, Problem } from './checked-row.ts';

/**
 * Tool calls that could not have happened: an answer to no call, a call that is not answered before the talk goes on
 * (the last message's calls are the answer to learn and need none), arguments that are no JSON object, a tool that the
 * row does not declare, one id for two calls. A call without an id, as the older function calls are, is answered by a
 * tool message without one.
 */
export function checkToolCalls({ messages, tools }: CheckedRow): Problem[] {
  if (!messages.some(({ role, tool_calls: calls }) => role === 'tool' || calls !== undefined)) return [];
  const declared = tools === undefined ? null : new Set(tools.map(toolName));
  const problems: Problem[] = [];
  const tell = (index: number, message: string) =>
    problems.push({ check: 'toolCalls', rule: 'tool-call', field: `messages[${index}]`, message });
  let open = new Set<string>();
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool') {
      const answered = open.delete(message.tool_call_id ?? '');
      if (message.tool_call_id === undefined && !answered)
        tell(index, 'a tool message without tool_call_id: it is not said which call it answers');
      else if (!answered) tell(index, 'tool_call_id is none of the calls that are waiting for an answer');
      continue;
    }
    if (open.size > 0) tell(index, `${open.size} tool call(s) before this message have no answer`);
    open = callsOf(message, declared, (wrong) => tell(index, wrong));
  }
  return problems;
}

function callsOf(
  { role, tool_calls: calls = [] }: CheckedMessage,
  declared: Set<string | null> | null,
  tell: (wrong: string) => void,
): Set<string> {
  const ids = new Set<string>();
  if (calls.length > 0 && role !== 'assistant') tell(`a ${role} message calls tools; only the assistant can`);
  for (const [index, call] of calls.entries()) {
    if (call.id === '') tell(`tool_calls[${index}].id is empty`);
    else if (call.id !== undefined && ids.has(call.id)) tell(`tool_calls[${index}].id is that of an earlier call in the same message`);
    ids.add(call.id ?? '');
    if (!isJsonArguments(call.function.arguments)) tell(`tool_calls[${index}].function.arguments is not one JSON object`);
    if (declared !== null && !declared.has(call.function.name))
      tell(`tool_calls[${index}] calls a tool that the row’s tools do not declare`);
  }
  return ids;
}

function isJsonArguments(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** `{type: 'function', function: {name}}`, or the older `{name}`. */
function toolName(tool: unknown): string | null {
  if (typeof tool !== 'object' || tool === null) return null;
  const inner = 'function' in tool && typeof tool.function === 'object' && tool.function !== null ? tool.function : tool;
  return 'name' in inner && typeof inner.name === 'string' ? inner.name : null;
}
