import { z } from 'zod';

/** What is done to the texts of rows before anything is looked for in them (docs/data-cleaning.md). */
export const CleaningSpec = z.strictObject({
  markup: z
    .enum(['strip', 'keep', 'flag'])
    .default('strip')
    .describe('HTML tags and character references; strip: taken out of texts that are HTML; flag: left and listed; keep: left'),
  mojibake: z
    .enum(['repair', 'keep'])
    .default('repair')
    .describe('UTF-8 that was read as windows-1252 or Latin-1 ("caf\u00c3\u00a9"); repair: read as it was meant; keep: left'),
  domain: z
    .string()
    .min(1)
    .optional()
    .describe('name of a domain cleaner of the worker’s configuration (ANNEAL_DOMAIN_CLEANERS), applied after the rest; default: none'),
});
export type CleaningSpec = z.infer<typeof CleaningSpec>;
