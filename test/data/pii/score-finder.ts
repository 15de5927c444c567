import { createPiiFinder } from '../../../src/data/pii/find-pii.ts';
import { generatePiiTexts } from '../pii-text/generate-pii-texts.ts';
import { scoreSpans, type SpanScore } from '../pii-text/score-spans.ts';

/** What rules alone cannot find in full: these are reported and have no target. */
const reportedOnly = new Set(['STREET_ADDRESS', 'PERSON', 'PASSPORT', 'DATE_OF_BIRTH']);
export const [leastRecall, leastPrecision] = [0.99, 0.98];

/** Scores of the finder with its defaults, on generated texts of a seed. */
export function scoreFinder(seed: number, count: number): Record<string, SpanScore> {
  const texts = generatePiiTexts(seed, count);
  const find = createPiiFinder();
  return scoreSpans(
    texts.map(({ spans }) => spans),
    texts.map(({ text }) => find(text)),
  );
}

/** Names of the entities with a target that miss it. */
export function belowTarget(scores: Readonly<Record<string, SpanScore>>): string[] {
  return Object.entries(scores).flatMap(([entity, { recall, precision }]) =>
    reportedOnly.has(entity) || ((recall ?? 0) >= leastRecall && (precision ?? 0) >= leastPrecision) ? [] : [entity],
  );
}

export function entitiesWithTarget(scores: Readonly<Record<string, SpanScore>>): string[] {
  return Object.keys(scores).filter((entity) => !reportedOnly.has(entity));
}
