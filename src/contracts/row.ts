import { z } from 'zod';
import { Sha256 } from './blob.ts';

/** One turn of a conversation. */
export const Message = z.strictObject({
  role: z.enum(['system', 'user', 'assistant', 'tool', 'developer']),
  content: z.string(),
  name: z.string().optional(),
});
export type Message = z.infer<typeof Message>;

/** The one shape that every input row is brought to. The last message is the assistant's answer, the others are the prompt. */
export const Row = z.strictObject({
  /** Stable name of the row: hash of its content and of nothing else. */
  id: Sha256,
  messages: z.array(Message).min(2),
  /** Rows of one group (a template, a document, a customer) never stand on both sides of a split. */
  group: z.string().optional(),
  /** Kept and carried to predictions; never put into a prompt. */
  metadata: z.record(z.string(), z.unknown()).optional(),
  timestamp: z.string().optional(),
  source: z.strictObject({ file: z.string(), line: z.int().positive() }),
});
export type Row = z.infer<typeof Row>;
