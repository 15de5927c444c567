import { rowId } from '../../../src/data/canonical-row.ts';
import type { CheckedMessage, CheckedRow } from '../../../src/data/validation/checked-row.ts';

/** A row of messages at a line. */
export function chat(messages: CheckedMessage[], line = 1): CheckedRow {
  return { id: rowId(messages), messages, source: { file: 'rows.jsonl', line } };
}

/** A question and its answer. */
export function pair(prompt: string, answer: string, line = 1): CheckedRow {
  return chat(
    [
      { role: 'user', content: prompt },
      { role: 'assistant', content: answer },
    ],
    line,
  );
}
