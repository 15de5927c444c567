import { AnnealFailure } from '../contracts/failure.ts';
import type { JudgeSummary } from '../contracts/judge.ts';
import type { RunReport } from '../contracts/report.ts';
import type { ReviewResults } from '../contracts/review.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { readJudge } from './judge-run.ts';
import { reviewResultsOf } from './review-run.ts';

/** What was said of a run's answers after its end, by people and by a judge. */
export interface Opinions {
  /** null = nobody has rated. */
  review: ReviewResults | null;
  /** null = none was asked. */
  judge: JudgeSummary | null;
  /** What could not be read, and why. */
  problems: string[];
}

/** Never fails for what lies there: a report is worth having without it. */
export async function readOpinions(
  { objects, blobs }: { objects: ObjectStore; blobs: Pick<Blobs, 'readLines'> },
  report: RunReport,
): Promise<Opinions> {
  const problems: string[] = [];
  const attempt = async <T>(what: string, read: () => Promise<T>) => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof AnnealFailure)) throw error;
      problems.push(`${what} cannot be read: ${error.message}`);
      return null;
    }
  };
  const review = await attempt('The human review', () => reviewResultsOf({ objects, blobs }, report));
  const judge = await attempt('The judge’s verdicts', () => readJudge(objects, report.runId));
  return { review: review !== null && review.raters.length > 0 ? review : null, judge, problems };
}
