import type { ChatRow, Message } from './rows.ts';

/** The first `count` rows whose clauses are all of different types, in the order of the file: the same four for everyone. */
export function fewShotRows(train: readonly ChatRow[], count = 4): ChatRow[] {
  const firstOfType = new Map<string, ChatRow>();
  for (const row of train) if (!firstOfType.has(row.metadata.clause)) firstOfType.set(row.metadata.clause, row);
  return [...firstOfType.values()].slice(0, count);
}

/** Examples as earlier turns of the chat: one system line, then question and answer of each, then the question itself. */
export function fewShotPrompt(examples: readonly ChatRow[], question: ChatRow): Message[] {
  const turns = examples.flatMap((row) => row.messages.filter((message) => message.role !== 'system'));
  const asked = question.messages.slice(0, -1);
  const first = asked.filter((message) => message.role === 'system');
  return [...first, ...turns, ...asked.filter((message) => message.role !== 'system')];
}
