import { z } from 'zod';
import { DatasetUri } from './dataset.ts';

const share = z.number().min(0).max(1);

/** What is done about rows that are there already, that contradict each other, or that stand on two sides of a split. */
export const DuplicatesSpec = z.strictObject({
  conflicts: z
    .enum(['auto', 'flag', 'drop', 'fail'])
    .default('auto')
    .describe(
      'rows with one prompt and different answers; flag: they stay and are listed; drop: all of them go; fail: the run ends; auto: drop where answers are labels or JSON, of which one at most is right, and flag where they are text',
    ),
  exact: z
    .enum(['drop', 'flag'])
    .default('drop')
    .describe('rows that differ in letter case, white space, format characters and Unicode forms only; of equal rows the first stays'),
  near: z
    .strictObject({
      action: z
        .enum(['drop', 'flag', 'off'])
        .default('drop')
        .describe('rows with some words edited and the same answer; of such rows the first stays; those of a ready-made validation or test split are told of only; off: they are not looked for'),
      similarity: z
        .number()
        .min(0.5)
        .max(1)
        .default(0.85)
        .describe('share of a row’s words that must be left for it to count as a near-duplicate'),
    })
    .prefault({})
    .describe('near-duplicates'),
  contamination: z
    .strictObject({
      gives: z
        .enum(['train', 'held-out', 'nobody'])
        .default('train')
        .describe(
          'who drops a row that is trained on and tested on: train: the side that is learned from; held-out: the side that is measured; nobody: the run ends with LeakDetected. Rows of a frozen test set never go',
        ),
      near: z.boolean().default(true).describe('near-duplicate prompts count as leaks, too'),
      overlap: z
        .enum(['drop', 'flag', 'off'])
        .default('flag')
        .describe(
          'rows that share a run of 13 words with a row that is measured; a run that more than ten train rows hold is wording and does not count',
        ),
      overlapShare: share
        .default(0.5)
        .describe('with overlap: least share of the measured row’s runs of 13 words that the other row holds; below half, most of it is wording'),
      against: z
        .array(DatasetUri)
        .max(20)
        .default([])
        .describe('datasets that are never trained on, such as a frozen test set: rows like theirs are left out of every stage'),
    })
    .prefault({})
    .describe('rows of train that also stand in validation, test or a frozen test set of any stage'),
});
/** The spec with defaults filled in. */
export type DuplicatesSpec = z.infer<typeof DuplicatesSpec>;
/** What a caller writes. */
export type DuplicatesSpecInput = z.input<typeof DuplicatesSpec>;

/** The same with `auto` resolved by the kind of the answers. */
export type SettledDuplicates = Omit<DuplicatesSpec, 'conflicts'> & { conflicts: Exclude<DuplicatesSpec['conflicts'], 'auto'> };
