import type { Row } from '../contracts/row.ts';
import type { Refusal } from './refusal.ts';

/**
 * Whether a row is supported for supervised training of text: messages of text alone. Rows that are read but hold more would
 * be trained as something else if tools, calls or the rejected completion were left out in silence.
 */
export function refuseUntrainable({ messages, rejected, tools }: Row): Refusal | null {
  if (rejected !== undefined) return refusal('the row is a preference pair');
  if (tools !== undefined) return refusal('the field tools is not supported: the row has functions to call');
  const index = messages.findIndex(({ tool_calls: calls, tool_call_id: call }) => calls !== undefined || call !== undefined);
  if (index === -1) return null;
  const field = messages[index]!.tool_calls === undefined ? 'tool_call_id' : 'tool_calls';
  return refusal(`messages[${index}].${field} is not supported`);
}

function refusal(what: string): Refusal {
  return { rule: 'invalid-shape', reason: `${what}; rows are trained on text alone: {input, output}, {messages} or {prompt, completion}` };
}
