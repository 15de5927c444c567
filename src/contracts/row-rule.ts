import { z } from 'zod';

/** What preparation looks for in a row. */
export const RowRule = z.enum([
  // it cannot be read
  'malformed',
  'too-long-line',
  'encoding',
  'invalid-shape',
  'missing-field',
  'invalid-role',
  'empty',
  'last-message-not-assistant',
  'tool-call',
  // it was changed
  'unicode',
  'mojibake',
  'control-characters',
  'markup',
  'whitespace',
  'domain',
  // it is not fit to be learned from
  'too-short',
  'too-long',
  'too-many-tokens',
  'label-set',
  'wrong-answer',
  'answer-equals-prompt',
  'equal-preference',
  'format-drift',
  'repetition',
  'gibberish',
  'language',
  'template-marker',
  'special-token',
  // it must not be known
  'pii',
  'secret',
  // it is there already, or somewhere else
  'conflict',
  'exact-duplicate',
  'near-duplicate',
  'leak',
]);
export type RowRule = z.infer<typeof RowRule>;
