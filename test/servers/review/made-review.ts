import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawReviewSample } from '../../../src/evaluation/review/sample.ts';
import { createRatingStore } from '../../../src/servers/review/rating-store.ts';
import type { Review } from '../../../src/servers/review/review.ts';
import { startReviewServer, type ReviewServer } from '../../../src/servers/review/server.ts';
import { createFolderObjectStore } from '../../../src/storage/folder-object-store.ts';
import type { AnswerPair } from '../../../src/evaluation/review/pairs.ts';
import { pairsOf } from '../../evaluation/review/made-pairs.ts';

const clauses = ['payment', 'liability', 'termination', 'renewal'] as const;
/** What a row's text must never do to the page. */
export const hostile = '<script>window.hurt = true</script><img src=x onerror="window.hurt = true">';

/** Answers to clauses: the tuned model is right but for every fourth row, the base is wrong; some rows are the same or hostile. */
export const clausePairs = (count: number): AnswerPair[] =>
  pairsOf(count, (index) => {
    const reference = clauses[index % clauses.length] ?? 'payment';
    const wrong = clauses[(index + 1) % clauses.length] ?? 'payment';
    const tunedRight = index % 4 !== 3;
    const same = index % 4 === 1;
    return {
      question: [
        { role: 'system', content: 'Name the kind of the clause.' },
        {
          role: 'user',
          content: `Clause ${index}: the Supplier shall, within ${index + 10} days of the invoice, ${'do what is agreed; '.repeat(1 + (index % 7))}${index % 5 === 2 ? hostile : ''}`,
        },
      ],
      reference: `{"clause":"${reference}"}`,
      answers: {
        base: same ? `{"clause":"${reference}"}` : `{"clause":"${wrong}"} ${index % 5 === 3 ? hostile : ''}`,
        tuned: same || tunedRight ? `{"clause":"${reference}"}` : `{"clause":"${wrong}","also":"${'words '.repeat(20)}"}`,
      },
      scores: { base: same ? 1 : 0, tuned: same || tunedRight ? 1 : 0 },
    };
  });

export interface MadeReview extends AsyncDisposable {
  review: Review;
  server: ReviewServer;
}

/** A review of made-up answers, served from a folder store of its own. */
export async function startMadeReview({ rows = 120, items = 17 }: { rows?: number; items?: number } = {}): Promise<MadeReview> {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-review-'));
  const pairs = clausePairs(rows);
  const ratings = createRatingStore(createFolderObjectStore(folder), 'run-1');
  const sample = await ratings.openSample(() => drawReviewSample({ runId: 'run-1', pairs, limit: items, seed: 7, judged: null }));
  const review: Review = { title: 'contract-review', sample, pairs, ratings, now: () => new Date('2026-11-23T12:00:00Z') };
  const server = await startReviewServer(review, { port: 0 });
  return {
    review,
    server,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
