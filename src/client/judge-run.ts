import type { JudgeRecord, JudgeResults } from '../contracts/judge.ts';
import type { RunReport } from '../contracts/report.ts';
import { judgeResults } from '../evaluation/judge/results.ts';
import { peoplesWinners } from '../evaluation/review/results.ts';
import { createJudgeClient, type JudgeEndpoint } from '../inference/judge-client.ts';
import { judgePairs, type JudgePairsRequest } from '../inference/judge-pairs.ts';
import { createRatingStore } from '../servers/review/rating-store.ts';
import { readRaters } from '../servers/review/review.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { createStepResults } from '../storage/step-results.ts';
import { readPairs } from './read-pairs.ts';

/**
 * Asks a judge about every test row of an ended run, base against tuned, and keeps its verdicts beside the run, where a
 * review draws rows on which it disagrees with the metric. Safe to repeat: verdicts that were given are not asked for again.
 * @throws AnnealFailure InvalidInput, NotFound, BackendRefused
 */
export async function judgeRun(
  { objects, blobs }: { objects: ObjectStore; blobs: Blobs },
  report: RunReport,
  endpoint: JudgeEndpoint,
  options: Pick<JudgePairsRequest, 'concurrency' | 'onProgress' | 'signal'> = {},
): Promise<{ record: JudgeRecord; results: JudgeResults }> {
  const client = createJudgeClient(endpoint);
  const asked = await readPairs(blobs, report);
  const { pairs, answeredBy } = await judgePairs({ ...options, pairs: asked, client, stepResults: createStepResults(objects, blobs) });
  const record: JudgeRecord = { format: 1, runId: report.runId, judge: client.identity, answeredBy, pairs };
  await objects.put(`runs/${report.runId}/judge.json`, `${JSON.stringify(record, null, 2)}\n`);
  const ratings = createRatingStore(objects, report.runId);
  const sample = await ratings.findSample();
  const people = sample === null ? new Map() : peoplesWinners(await readRaters({ ratings, sample }));
  return { record, results: judgeResults(pairs, people) };
}
