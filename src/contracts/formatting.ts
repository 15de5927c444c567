import { z } from 'zod';

/** What is put around the questions of a dataset before anything is trained on it. */
export const FormattingSpec = z.strictObject({
  system: z
    .strictObject({
      text: z.string().trim().min(1).describe('of the message'),
      whenPresent: z.enum(['keep', 'replace']).default('keep').describe('of a row that has a system message of its own; default keep'),
    })
    .optional()
    .describe('a system message before each conversation that has none'),
  template: z
    .string()
    .min(1)
    .max(100_000)
    .optional()
    .describe('takes the place of the last question: "{input}" and fields of the row in braces; {{ and }} are braces'),
  whenMissing: z
    .enum(['fail', 'drop', 'empty'])
    .default('fail')
    .describe('of a row without a field that the template names: end with a message, drop the row, or put nothing; default fail'),
});
export type FormattingSpec = z.infer<typeof FormattingSpec>;
