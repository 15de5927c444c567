import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AnnealFailure } from '../../contracts/failure.ts';
import { exportRatings, ratingsAsCsv, ratingsAsJsonLines } from '../../evaluation/review/export.ts';
import type { ExportedRating } from '../../evaluation/review/export.ts';
import { contentPolicy } from './guard.ts';
import { reviewPage } from './page.ts';
import { mustBeDone, openQueue, rateSlot, RatingRequest, readRaters, readResults } from './review.ts';
import type { Review } from './review.ts';

export interface Answer {
  status: number;
  type: 'text/html' | 'text/plain' | 'text/csv' | 'application/json' | 'application/jsonl';
  body: string;
  headers?: Record<string, string>;
}

export interface Asked {
  query: URLSearchParams;
  /** Parsed JSON of a POST. */
  body: unknown;
}

type Route = (review: Review, asked: Asked) => Promise<Answer>;

/** Everything that the server answers, by method and path. */
export const routes: Readonly<Record<string, Route>> = {
  'GET /': ({ title }) => {
    const nonce = randomBytes(16).toString('base64');
    return Promise.resolve({
      status: 200,
      type: 'text/html',
      body: reviewPage({ title, nonce }),
      headers: { 'content-security-policy': contentPolicy(nonce) },
    });
  },
  'GET /queue': async (review, { query }) => json(await openQueue(review, raterIn(query))),
  'POST /ratings': async (review, { body }) => {
    const request = RatingRequest.safeParse(body);
    if (!request.success) throw new AnnealFailure('InvalidInput', `The rating cannot be read:\n${z.prettifyError(request.error)}`);
    return json(await rateSlot(review, request.data));
  },
  'GET /results': async (review, { query }) => {
    await mustBeDone(review, raterIn(query));
    return json(await readResults(review));
  },
  'GET /ratings.jsonl': (review, asked) => exported(review, asked, 'application/jsonl', ratingsAsJsonLines),
  'GET /ratings.csv': (review, asked) => exported(review, asked, 'text/csv', ratingsAsCsv),
};

async function exported(
  review: Review,
  { query }: Asked,
  type: Answer['type'],
  write: (ratings: readonly ExportedRating[]) => string,
): Promise<Answer> {
  await mustBeDone(review, raterIn(query));
  const ratings = exportRatings(review.sample, await readRaters(review), await review.ratings.judge());
  const file = type === 'text/csv' ? 'ratings.csv' : 'ratings.jsonl';
  return { status: 200, type, body: write(ratings), headers: { 'content-disposition': `attachment; filename="${file}"` } };
}

function json(value: unknown): Answer {
  return { status: 200, type: 'application/json', body: JSON.stringify(value) };
}

function raterIn(query: URLSearchParams): string {
  return query.get('rater') ?? '';
}
