/** What a metric of one's own sees of a row. Nothing of it may be changed. */
export interface OwnMetricItem {
  id: string;
  /** The model's text; of labels, the likeliest one. May be empty. */
  prediction: string;
  /** Right answers; in `anneal score` there may be none. */
  references: readonly string[];
  /** The right class, where answers are labels. */
  label: string | null;
  /** The document, template or dialogue that the row belongs to. */
  group: string | null;
  /** Everything else that is known of the row: in a run `{id, messages, metadata, …}`, in `anneal score` the line of the file. */
  row: Readonly<Record<string, unknown>>;
}

/**
 * A metric of one's own: the default export of a module.
 *
 * ```ts
 * import type { OwnMetric } from 'anneal/client';
 * export default { score: ({ prediction }) => (/\[\d+\]/.test(prediction) ? 1 : 0) } satisfies OwnMetric;
 * ```
 */
export interface OwnMetric {
  /**
   * A number from 0 to 1, or null where the metric does not apply to the row. Pure and synchronous: the same item gives the
   * same number, whenever and wherever it is asked. What it throws costs this row its score and nothing else.
   */
  score(item: OwnMetricItem): number | null;
  /** Default true. */
  higherIsBetter?: boolean;
}
