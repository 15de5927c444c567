import { z } from 'zod';

/** Names of the metrics that predictions can be scored by; options follow after colons (docs/scoring.md). */
export const metricNames = [
  'bleu',
  'chrf',
  'chrf++',
  'ter',
  'rouge1',
  'rouge2',
  'rouge3',
  'rouge4',
  'rougeL',
  'rougeLsum',
  'exact',
  'quasi',
  'prefix',
  'quasi-prefix',
  'squad-em',
  'squad-f1',
  'edit-similarity',
  'numeric',
  'json',
  'accuracy',
  'macro-f1',
  'micro-f1',
  'weighted-f1',
  'brier',
  'ece',
] as const;
export type ListedMetric = (typeof metricNames)[number];

/** What stands before the name of a metric of one's own: "own:citations". */
export const ownPrefix = 'own:';

const ownName = /^[a-z][a-z0-9-]{0,40}$/;
/** What such a name may be, for a person. */
export const ownNameRule = '1 to 41 of a-z, 0-9 and "-", starting with a letter';

export function isOwnName(text: string): boolean {
  return ownName.test(text);
}

/** "bleu", "rougeL:stem", "own:citations". Options, and whether the worker has the metric of one's own, are checked in the plan. */
export const MetricText = z
  .string()
  .max(200)
  .refine((text) => !/[\s,]/u.test(text), 'holds no blanks and no commas; each metric is an entry of its own')
  .refine(isListed, {
    error: ({ input }) =>
      `${JSON.stringify(input)} is no metric; there are ${metricNames.join(', ')}, with options after colons (bleu:tok=intl), and own:NAME for one of your own`,
  });

function isListed(text: string): boolean {
  if (text.startsWith(ownPrefix)) return isOwnName(text.slice(ownPrefix.length));
  return metricNames.some((name) => name === text.split(':', 1)[0]);
}
