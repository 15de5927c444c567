import { contentField, type CheckedMessage, type CheckedRow, type Problem } from './checked-row.ts';

/** Whether a row ends in an answer. */
export function checkLastMessage({ messages }: CheckedRow): Problem[] {
  const last = messages.at(-1);
  if (last?.role === 'assistant') return [];
  const found = last === undefined ? 'there is no message' : `the last message is of role ${last.role}`;
  return [
    {
      check: 'lastMessage',
      rule: 'last-message-not-assistant',
      message: `${found}; the answer to learn must come last, of role assistant`,
    },
  ];
}

/** The order of roles: system and developer messages first, then user and assistant by turns. Tool messages have a rule of their own. */
export function checkRoleOrder({ messages }: CheckedRow): Problem[] {
  const problems: Problem[] = [];
  let previous: CheckedMessage | undefined;
  for (const [index, message] of messages.entries()) {
    const wrong = orderProblem(message, previous);
    if (wrong !== null) problems.push({ check: 'roleOrder', rule: 'invalid-role', field: `messages[${index}].role`, message: wrong });
    if (!isInstruction(message)) previous = message;
  }
  return problems;
}

function orderProblem(message: CheckedMessage, previous: CheckedMessage | undefined): string | null {
  if (isInstruction(message)) return previous === undefined ? null : `a ${message.role} message stands after others; it belongs first`;
  if (message.role === 'tool') return null;
  if (message.role === previous?.role) return `two ${message.role} messages in a row; user and assistant speak by turns`;
  if (message.role === 'assistant' && previous === undefined)
    return 'the conversation begins with the assistant; a user message belongs first';
  return null;
}

/** Whether there is a question and an answer. A call of a tool is an answer without text. */
export function checkEmpty({ messages }: CheckedRow): Problem[] {
  const answer = messages.at(-1);
  const problems: Problem[] = [];
  const asked = messages.slice(0, -1).some((message) => !isInstruction(message) && hasText(message));
  if (!asked)
    problems.push({ check: 'empty', rule: 'empty', message: 'there is no text to answer: the prompt is empty or holds white space only' });
  if (answer !== undefined && !hasText(answer) && (answer.tool_calls ?? []).length === 0)
    problems.push({
      check: 'empty',
      rule: 'empty',
      field: contentField(messages.length - 1),
      message: 'the answer is empty or holds white space only',
    });
  return problems;
}

function isInstruction({ role }: CheckedMessage): boolean {
  return role === 'system' || role === 'developer';
}

function hasText({ content }: CheckedMessage): boolean {
  return /\S/.test(content);
}
