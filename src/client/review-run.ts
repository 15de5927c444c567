import { AnnealFailure } from '../contracts/failure.ts';
import type { RunReport } from '../contracts/report.ts';
import type { ReviewResults } from '../contracts/review.ts';
import { type ExportedRating, exportRatings } from '../evaluation/review/export.ts';
import { judgeWinners } from '../evaluation/review/results.ts';
import { drawReviewSample } from '../evaluation/review/sample.ts';
import { createRatingStore } from '../servers/review/rating-store.ts';
import { readRaters, readResults, type Review } from '../servers/review/review.ts';
import { type ReviewServer, startReviewServer } from '../servers/review/server.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { readPairs } from './read-pairs.ts';

export interface ReviewOptions {
  /** Items of the sample, 1 to 50, where none has been drawn yet; default 50. */
  items?: number;
}

/** A review page that is served. */
export interface ServedReview extends ReviewServer {
  /** Items of the run's sample. */
  items: number;
}

/** More would say more, but nobody rates them. */
const mostItems = 50;

interface Store {
  objects: ObjectStore;
  blobs: Pick<Blobs, 'readLines'>;
}

/**
 * Opens a run for review. Its sample is drawn the first time and then stays, so that nobody can draw until the result pleases.
 * @throws AnnealFailure InvalidInput, NotFound
 */
export async function openReview({ objects, blobs }: Store, report: RunReport, { items = mostItems }: ReviewOptions = {}): Promise<Review> {
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

/** Serves a run's review page on this machine until it is stopped. @throws AnnealFailure InvalidInput, NotFound */
export async function serveReview(
  store: Store,
  report: RunReport,
  { port = 0, ...options }: ReviewOptions & { port?: number } = {},
): Promise<ServedReview> {
  const review = await openReview(store, report, options);
  return { ...(await startReviewServer(review, { port })), items: review.sample.items.length };
}

/** What all ratings of a run come to, or null where nobody has been asked. Draws no sample. */
export async function reviewResultsOf(store: Store, report: RunReport): Promise<ReviewResults | null> {
  const review = await reviewOf(store, report);
  return review && readResults(review);
}

/** Every rating of a run that stands; none where nobody has been asked. */
export async function ratingsOf(store: Store, report: RunReport): Promise<ExportedRating[]> {
  const review = await reviewOf(store, report);
  return review === null ? [] : exportRatings(review.sample, await readRaters(review), await review.ratings.judge());
}

/** The review of a run whose sample was drawn. */
async function reviewOf(store: Store, report: RunReport): Promise<Review | null> {
  return (await createRatingStore(store.objects, report.runId).findSample()) && openReview(store, report);
}
