import type { PromptFrame } from '../contracts/model.ts';
import type { Message } from '../contracts/row.ts';

/**
 * What every prompt shares: the system message, and the beginning and end of the last user message, cut at line breaks so
 * that no word of a row is taken for wording. Empty where prompts share nothing.
 */
export function promptFrame(prompts: Iterable<readonly Message[]>): PromptFrame {
  let system: string | null | undefined;
  let prefix: string | null = null;
  let suffix: string | null = null;
  for (const messages of prompts) {
    const own = messages.find((message) => message.role === 'system')?.content ?? null;
    system = system === undefined || system === own ? own : null;
    const user = messages.findLast((message) => message.role === 'user')?.content ?? '';
    prefix = prefix === null ? user : sharedStart(prefix, user);
    suffix = suffix === null ? user : sharedEnd(suffix, user);
  }
  return {
    system: system ?? null,
    prefix: (prefix ?? '').slice(0, (prefix ?? '').lastIndexOf('\n') + 1),
    suffix: afterFirstBreak(suffix ?? ''),
  };
}

/** A question put as the training prompts were. Text that carries the wording already is left as it is. */
export function framePrompt(text: string, { system, prefix, suffix }: PromptFrame): Message[] {
  const framed = text.startsWith(prefix) && text.endsWith(suffix) ? text : `${prefix}${text.trim()}${suffix}`;
  return [...(system === null ? [] : [{ role: 'system' as const, content: system }]), { role: 'user' as const, content: framed }];
}

function sharedStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

function sharedEnd(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a[a.length - 1 - length] === b[b.length - 1 - length]) length += 1;
  return length === 0 ? '' : a.slice(-length);
}

function afterFirstBreak(text: string): string {
  const at = text.indexOf('\n');
  return at === -1 ? '' : text.slice(at);
}
