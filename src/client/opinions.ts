import type { Config } from '../config.ts';
import type { JudgeSummary } from '../contracts/judge.ts';
import type { ReviewResults } from '../contracts/review.ts';
import type { ExportedRating } from '../evaluation/review/export.ts';
import type { Connections } from './connections.ts';
import { judgeEndpoint, type JudgeOptions, judgeRun, readJudge } from './judge-run.ts';
import { readStoredReport } from './read-report.ts';
import { ratingsOf, reviewResultsOf, type ReviewOptions, type ServedReview, serveReview } from './review-run.ts';

/** What people and judges say of an ended run's answers beside the base model's. `report` tells both too. */
export interface OpinionCalls {
  /**
   * Serves the page on which people rate, on 127.0.0.1 until it is stopped; stop it before `close`. `port`: default any
   * that is free. Each rating is in the store at once.
   */
  review(run: string, options?: ReviewOptions & { port?: number }): Promise<ServedReview>;
  /** What all ratings come to, weighted to all test rows, with Cohen's κ; null where nobody has been asked. */
  reviewResults(run: string): Promise<ReviewResults | null>;
  /** Every rating that stands, without text of rows. */
  ratings(run: string): Promise<ExportedRating[]>;
  /**
   * Asks a judge about test rows, sending it their text, and keeps its verdicts beside the run. Safe to repeat: a verdict
   * that was given is not asked for, nor paid for, again. See `results.verdict` before any win rate.
   */
  judge(run: string, options: JudgeOptions): Promise<JudgeSummary>;
  /** What the last judge found, beside people's ratings of now; null where none was asked. Asks nobody. */
  judgeResults(run: string): Promise<JudgeSummary | null>;
}

/** @throws (each call) AnnealFailure NotFound while the run goes on, or where it has no answers to compare */
export function opinionCalls(connections: Connections, { credentialsFile }: Pick<Config, 'credentialsFile'>): OpinionCalls {
  const stored = async (run: string) => [connections.store(), await readStoredReport(connections, run)] as const;
  return {
    review: async (run, options) => serveReview(...(await stored(run)), options),
    reviewResults: async (run) => reviewResultsOf(...(await stored(run))),
    ratings: async (run) => ratingsOf(...(await stored(run))),
    judge: async (run, options) => {
      const endpoint = judgeEndpoint(options, credentialsFile);
      return judgeRun(...(await stored(run)), endpoint, options);
    },
    judgeResults: async (run) => {
      const [{ objects }, { runId }] = await stored(run);
      return readJudge(objects, runId);
    },
  };
}
