import { z } from 'zod';
import { Sha256 } from './blob.ts';

/** A function that the assistant calls instead of answering, or besides. */
export const ToolCall = z.strictObject({
  id: z.string().optional(),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().min(1), arguments: z.string().describe('JSON text, as the model writes it') }),
});
export type ToolCall = z.infer<typeof ToolCall>;

/** One turn of a conversation. */
export const Message = z.strictObject({
  role: z.enum(['system', 'user', 'assistant', 'tool', 'developer']),
  content: z.string(),
  name: z.string().optional(),
  tool_calls: z.array(ToolCall).min(1).optional().describe('of assistant messages; content may be empty then'),
  tool_call_id: z.string().optional().describe('of tool messages: the call that this answers'),
});
export type Message = z.infer<typeof Message>;

/** The one shape that every input row is brought to. The last message is the assistant's answer, the others are the prompt. */
export const Row = z.strictObject({
  /** Stable name of the row: hash of its content and of nothing else. */
  id: Sha256,
  messages: z.array(Message).min(2),
  /** The completion that people liked less; `messages` ends with the one that they preferred. */
  rejected: z.array(Message).min(1).optional(),
  /** Functions that the assistant may call, as OpenAI writes them: `{type: "function", function: {name, …}}`. */
  tools: z.array(z.record(z.string(), z.unknown())).min(1).optional(),
  /** Rows of one group (a template, a document, a customer) never stand on both sides of a split. */
  group: z.string().optional(),
  /** What the row is an example of, for shares and strata; never put into a prompt. */
  label: z.string().optional(),
  task: z.string().optional(),
  /** Made from another row or by a model, not collected. */
  synthetic: z.boolean().optional(),
  /** The row that this one was made from, as the user names it. */
  parentId: z.string().optional(),
  /** Kept and carried to predictions; never put into a prompt. */
  metadata: z.record(z.string(), z.unknown()).optional(),
  timestamp: z.string().optional(),
  source: z.strictObject({ file: z.string(), line: z.int().positive() }),
});
export type Row = z.infer<typeof Row>;
