import { z } from 'zod';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { Rating, RatingRecord, ReviewResults, ReviewSample } from '../../contracts/review.ts';
import type { Message } from '../../contracts/row.ts';
import { sameText } from '../../evaluation/review/pairs.ts';
import type { AnswerPair } from '../../evaluation/review/pairs.ts';
import { queueOf } from '../../evaluation/review/queue.ts';
import type { Slot } from '../../evaluation/review/queue.ts';
import { slotName, standing } from '../../evaluation/review/ratings.ts';
import type { RaterRecords } from '../../evaluation/review/ratings.ts';
import { reviewResults } from '../../evaluation/review/results.ts';
import type { RatingStore } from './rating-store.ts';

/** A run that is open for review. */
export interface Review {
  /** Name of the run, for the page's heading. */
  title: string;
  sample: ReviewSample;
  pairs: readonly AnswerPair[];
  ratings: RatingStore;
  now: () => Date;
}

/** What a person says about the answers as they are shown. `null` takes back what he said before. */
const Said = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rated'), better: z.enum(['A', 'B', 'tie']), goodA: z.boolean(), goodB: z.boolean() }),
  z.strictObject({ kind: z.literal('skipped') }),
]);
type Said = z.infer<typeof Said>;

/** What the page sends. */
export const RatingRequest = z.strictObject({
  rater: z.string(),
  slot: z.int().nonnegative(),
  submission: z.uuid(),
  said: Said.nullable(),
  referenceShown: z.boolean(),
});

/** One question as the page shows it: nothing in it tells which model said what, or whether it was asked before. */
export interface ShownSlot {
  question: Message[];
  a: string;
  b: string;
  /** Both answers are the same text: only whether it is good is asked. */
  same: boolean;
  reference: string;
  done: boolean;
}

/** A rater's whole queue, with what is done of it. @throws AnnealFailure InvalidInput for a name that is none */
export async function openQueue(review: Review, name: string): Promise<{ rater: string; title: string; slots: ShownSlot[] }> {
  const rater = await review.ratings.join(name);
  const said = standing(await review.ratings.records(rater));
  return {
    rater: rater.name,
    title: review.title,
    slots: queueOf(review.sample, rater.folder).map((slot) => ({ ...shown(review, slot), done: said.has(slotName(slot)) })),
  };
}

function shown({ pairs }: Review, { item, shownFirst }: Slot): Omit<ShownSlot, 'done'> {
  const pair = pairs.find((candidate) => candidate.item === item);
  if (pair === undefined)
    throw new AnnealFailure(
      'ContentConflict',
      'The sample of this review holds a row that the run has no answers to. Its rows or its sample were replaced in the store.',
    );
  const { question, reference, answers } = pair;
  return { question, reference, a: answers[shownFirst], b: answers[other(shownFirst)], same: sameText(pair) };
}

/** Keeps what a rater said, or that it was taken back. Safe to send again. @throws AnnealFailure InvalidInput for a slot that is none */
export async function rateSlot(review: Review, request: z.infer<typeof RatingRequest>): Promise<{ done: boolean }> {
  const rater = await review.ratings.join(request.rater);
  const queue = queueOf(review.sample, rater.folder);
  const slot = queue[request.slot];
  if (slot === undefined)
    throw new AnnealFailure(
      'InvalidInput',
      `There is no item ${request.slot + 1}; this review asks ${queue.length} times. Load the page again.`,
    );
  const { submission, referenceShown, said } = request;
  const record = await review.ratings.rate(rater, {
    item: slot.item,
    occurrence: slot.occurrence,
    submission,
    rating: said && ratingOf(said, slot, shown(review, slot).same),
    shownFirst: slot.shownFirst,
    referenceShown,
    at: review.now().toISOString(),
  });
  return { done: record.rating !== null };
}

/** In terms of the models. Of one and the same text nobody prefers either. */
function ratingOf(said: Said, { shownFirst }: Slot, same: boolean): Rating {
  if (said.kind === 'skipped') return { kind: 'skipped' };
  const { better, goodA, goodB } = said;
  const [goodFirst, goodSecond] = [goodA, same ? goodA : goodB];
  return {
    kind: 'rated',
    preferred: same || better === 'tie' ? 'tie' : better === 'A' ? shownFirst : other(shownFirst),
    baseAcceptable: shownFirst === 'base' ? goodFirst : goodSecond,
    tunedAcceptable: shownFirst === 'tuned' ? goodFirst : goodSecond,
  };
}

function other(side: RatingRecord['shownFirst']): RatingRecord['shownFirst'] {
  return side === 'base' ? 'tuned' : 'base';
}

/** Everybody's ratings. */
export async function readRaters({ ratings, sample }: Pick<Review, 'ratings' | 'sample'>): Promise<RaterRecords[]> {
  const raters = [];
  for (const rater of await ratings.raters())
    raters.push({ name: rater.name, asked: queueOf(sample, rater.folder).length, records: await ratings.records(rater) });
  return raters.filter(({ records }) => records.length > 0);
}

/** What all ratings come to so far. */
export async function readResults(review: Review): Promise<ReviewResults> {
  const { sample, pairs, ratings } = review;
  return reviewResults({ sample, pairs, raters: await readRaters(review), judge: await ratings.judge() });
}

/** @throws AnnealFailure InvalidInput while the rater has something left: results tell which model was preferred */
export async function mustBeDone(review: Review, name: string): Promise<void> {
  const { slots } = await openQueue(review, name);
  const left = slots.filter(({ done }) => !done).length;
  if (left > 0)
    throw new AnnealFailure(
      'InvalidInput',
      `Results are shown when everything is rated, so that they sway nobody; ${left} of ${slots.length} are left.`,
    );
}
