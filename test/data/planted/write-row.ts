import type { Random } from '../pii-text/random.ts';
import type { Content } from './content.ts';

/** How a row is written in JSON. */
export type Shape = 'input' | 'messages' | 'prompt' | 'preference';

/** The shape of a row in files that mix them. */
export const drawShape = (random: Random): Shape => random.pick(['input', 'input', 'messages', 'messages', 'prompt']);

/** The row as an object, keys in the order of its shape. */
export function shapedRow(content: Content, shape: Shape): Record<string, unknown> {
  const { prompt, answer, rejected = '', system, tool } = content;
  if (shape === 'preference') {
    const output = (text: string): unknown[] => [{ role: 'assistant', content: text }];
    return {
      input: { messages: [{ role: 'user', content: prompt }] },
      preferred_output: output(answer),
      non_preferred_output: output(rejected),
    };
  }
  if (shape === 'messages' || tool !== undefined || system !== undefined)
    return {
      messages: messagesOf({ prompt, answer, ...(system === undefined ? {} : { system }), ...(tool === undefined ? {} : { tool }) }),
    };
  return shape === 'input' ? { input: prompt, output: answer } : { prompt, completion: answer };
}

function messagesOf({ prompt, answer, system, tool }: Content): unknown[] {
  const head = system === undefined ? [] : [{ role: 'system', content: system }];
  const call = tool === undefined ? [] : toolMessages(tool);
  return [...head, { role: 'user', content: prompt }, ...call, { role: 'assistant', content: answer }];
}

function toolMessages({ id, name, arguments: given, result }: NonNullable<Content['tool']>): unknown[] {
  const call = { id, type: 'function', function: { name, arguments: given } };
  return [
    { role: 'assistant', content: '', tool_calls: [call] },
    { role: 'tool', tool_call_id: id, content: result },
  ];
}

/** The row as one line without its line end. */
export const writeRow = (content: Content, shape: Shape): string => JSON.stringify(shapedRow(content, shape));
