import type { Message } from '../../contracts/row.ts';
import { joinPrompt, type FormattableRow } from './format-row.ts';

/** What is learned by conversation: OpenAI's shapes for supervised and for preference tuning. */
export type ChatExample =
  | { messages: Message[] }
  | { input: { messages: Message[] }; preferred_output: Message[]; non_preferred_output: Message[] };

/** What is learned by continuation: the columns that TRL reads. */
export type CompletionExample = { prompt: string; completion: string } | { prompt: string; chosen: string; rejected: string };

/** A canonical row as a conversation; a pair of answers stays a pair. */
export function toChatExample({ messages, rejected }: FormattableRow): ChatExample {
  if (rejected === undefined) return { messages: [...messages] };
  const { prompt, answer } = parts(messages);
  return { input: { messages: prompt }, preferred_output: [answer], non_preferred_output: [...rejected] };
}

/** A canonical row as a text and what follows it; a pair of answers stays a pair. */
export function toCompletionExample({ messages, rejected }: FormattableRow): CompletionExample {
  const { prompt, answer } = parts(messages);
  const text = joinPrompt(prompt);
  if (rejected === undefined) return { prompt: text, completion: answer.content };
  return { prompt: text, chosen: answer.content, rejected: joinPrompt(rejected) };
}

function parts(messages: readonly Message[]): { prompt: Message[]; answer: Message } {
  return { prompt: messages.slice(0, -1), answer: messages.at(-1)! };
}
