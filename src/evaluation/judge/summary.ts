import type { JudgeRecord, JudgeSummary } from '../../contracts/judge.ts';
import type { Winner } from '../../contracts/review.ts';
import { judgeResults } from './results.ts';

/** What a judge's record comes to, beside what most people prefer, by item. */
export function summarizeJudge(
  { runId, judge, answeredBy, testRows, pairs }: JudgeRecord,
  people: ReadonlyMap<string, Winner>,
): JudgeSummary {
  const messages = pairs.flatMap((pair) => (pair.kind === 'error' ? [pair.message] : []));
  const counts = new Map<string, number>();
  for (const message of messages) counts.set(message, (counts.get(message) ?? 0) + 1);
  return {
    runId,
    judge,
    answeredBy,
    testRows: testRows ?? pairs.length,
    results: judgeResults(pairs, people),
    errors: [...counts].map(([message, rows]) => ({ message, rows })).toSorted((one, other) => other.rows - one.rows),
  };
}
