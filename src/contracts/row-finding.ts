import { z } from 'zod';
import { SplitName } from './dataset.ts';
import { RowRule } from './row-rule.ts';

export { RowRule } from './row-rule.ts';

/** What becomes of a row: `drop` = it goes no further; `fail` = the run ends; `flag` = told only; the others change its text. */
export const RowAction = z.enum(['drop', 'fail', 'flag', 'truncate', 'change', 'redact', 'mask', 'hash']);
export type RowAction = z.infer<typeof RowAction>;

/** What was found in a row. Never holds text of the row. */
export const RowFinding = z.strictObject({
  file: z.string(),
  line: z.int().positive().describe('physical line from 1; of JSON arrays and Parquet the row from 1'),
  rule: RowRule,
  severity: z.enum(['error', 'warning', 'info']),
  action: RowAction,
  field: z.string().optional().describe('path of the text in the row as it was written: "messages[1].content", "input"'),
  entity: z.string().optional().describe('of pii and secret: "EMAIL"'),
  /** UTF-16 code units of the field as it was written. */
  start: z.int().nonnegative().optional(),
  end: z.int().positive().optional(),
  score: z.number().min(0).max(1).optional(),
  split: SplitName.optional(),
  count: z.int().positive().optional().describe('of changes: how many of this rule were made in the field'),
  message: z.string().describe('for a person; names fields and other rows (file and line), never their text'),
});
export type RowFinding = z.infer<typeof RowFinding>;
