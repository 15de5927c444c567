import type { RatingRecord, ReviewSample, Side, Winner } from '../../../src/contracts/review.ts';
import { itemName } from '../../../src/evaluation/review/pairs.ts';
import type { AnswerPair } from '../../../src/evaluation/review/pairs.ts';
import type { RaterRecords } from '../../../src/evaluation/review/ratings.ts';

/** A pair with nothing special about it: both models right, in other words. */
export function pairOf(row: string, given: Partial<AnswerPair> = {}): AnswerPair {
  const test = given.test ?? 'notes';
  return {
    item: itemName(test, row),
    test,
    row,
    group: null,
    question: [{ role: 'user', content: `Question ${row}?` }],
    reference: 'yes',
    answers: { base: 'yes', tuned: 'yes.' },
    scores: { base: 1, tuned: 1 },
    ...given,
  };
}

export const pairsOf = (count: number, given: (index: number) => Partial<AnswerPair> = () => ({})): AnswerPair[] =>
  Array.from({ length: count }, (_, index) => pairOf(`r${index}`, given(index)));

/** A rating as it is stored. `acceptable`: [base, tuned]; null = skipped. */
export function recordOf(
  item: string,
  said: { preferred: Winner; acceptable?: [boolean, boolean] } | 'skipped' | null,
  { occurrence = 1, revision = 1, shownFirst = 'base' }: { occurrence?: number; revision?: number; shownFirst?: Side } = {},
): RatingRecord {
  const [baseAcceptable, tunedAcceptable] = (said !== null && said !== 'skipped' && said.acceptable) || [true, true];
  return {
    format: 1,
    item,
    occurrence,
    revision,
    submission: '11111111-1111-4111-8111-111111111111',
    rating:
      said === null
        ? null
        : said === 'skipped'
          ? { kind: 'skipped' }
          : { kind: 'rated', preferred: said.preferred, baseAcceptable, tunedAcceptable },
    shownFirst,
    referenceShown: false,
    at: '2026-11-23T12:00:00.000Z',
  };
}

/** A rater who says `said(item)` to every item of a sample. */
export function raterOf(
  name: string,
  sample: ReviewSample,
  said: (item: string) => { preferred: Winner; acceptable?: [boolean, boolean] } | 'skipped',
): RaterRecords {
  return { name, asked: sample.items.length, records: sample.items.map(({ item }) => recordOf(item, said(item))) };
}
