import { AnnealFailure } from '../contracts/failure.ts';
import type { RunReport } from '../contracts/report.ts';
import { judgeWinners } from '../evaluation/review/results.ts';
import { drawReviewSample } from '../evaluation/review/sample.ts';
import { createRatingStore } from '../servers/review/rating-store.ts';
import type { Review } from '../servers/review/review.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { readPairs } from './read-pairs.ts';

export interface ReviewOptions {
  /** Items of the sample, where none has been drawn yet. */
  items?: number;
}

/** More would say more, but nobody rates them. */
export const mostItems = 50;

/**
 * Opens a run for review. Its sample is drawn the first time and then stays, so that nobody can draw until the result pleases.
 * @throws AnnealFailure InvalidInput, NotFound
 */
export async function openReview(
  { objects, blobs }: { objects: ObjectStore; blobs: Pick<Blobs, 'readLines'> },
  report: RunReport,
  { items = mostItems }: ReviewOptions = {},
): Promise<Review> {
  if (!Number.isInteger(items) || items < 1 || items > mostItems)
    throw new AnnealFailure('InvalidInput', `A review has 1 to ${mostItems} items, not ${items}.`);
  const pairs = await readPairs(blobs, report);
  const ratings = createRatingStore(objects, report.runId);
  const judge = await ratings.judge();
  const judged = judge && judgeWinners(judge.pairs);
  const sample = await ratings.openSample(() =>
    drawReviewSample({ runId: report.runId, pairs, limit: items, seed: report.plan.seed, judged }),
  );
  return { title: report.workflowId, sample, pairs, ratings, now: () => new Date() };
}
