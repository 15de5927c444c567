import type { Message, Row } from '../../contracts/row.ts';
import type { RowRule } from '../../contracts/row-finding.ts';
import type { RulePolicy, ValidationCheck } from '../../contracts/validation-spec.ts';

/** A call of a tool, as OpenAI's chat format has it. */
export interface ToolCall {
  id?: string | undefined;
  type: 'function';
  function: { name: string; arguments: string };
}

export interface CheckedMessage extends Pick<Message, 'role' | 'content' | 'name'> {
  tool_calls?: ToolCall[] | undefined;
  tool_call_id?: string | undefined;
}

/** What the rules look at: a canonical row, with the tools and the rejected answer that some shapes have. */
export interface CheckedRow extends Pick<Row, 'id' | 'source' | 'metadata'> {
  messages: CheckedMessage[];
  tools?: Record<string, unknown>[] | undefined;
  /** Of a preference pair: the answer that is not to be given. `messages` ends in the preferred one. */
  rejected?: CheckedMessage[] | undefined;
  synthetic?: boolean | undefined;
}

/** A rule that a row breaks. The message never quotes the row. */
export interface Problem {
  /** The setting that decides what becomes of the row. */
  check: ValidationCheck;
  rule: RowRule;
  message: string;
  /** Path in the canonical row: "messages[1].content". */
  field?: string;
  /** Instead of the setting's, unless that is off. */
  policy?: RulePolicy;
}

export function contentField(index: number): string {
  return `messages[${index}].content`;
}
