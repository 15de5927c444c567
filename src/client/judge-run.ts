import { AnnealFailure } from '../contracts/failure.ts';
import type { JudgeRecord, JudgeSummary } from '../contracts/judge.ts';
import type { RunReport } from '../contracts/report.ts';
import { summarizeJudge } from '../evaluation/judge/summary.ts';
import { peoplesWinners } from '../evaluation/review/results.ts';
import { drawUniformly } from '../evaluation/review/sample.ts';
import { createJudgeClient, type JudgeEndpoint } from '../inference/judge-client.ts';
import { judgePairs, type JudgePairsRequest } from '../inference/judge-pairs.ts';
import { createRatingStore } from '../servers/review/rating-store.ts';
import { readRaters } from '../servers/review/review.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { createStepResults } from '../storage/step-results.ts';
import { type Credential, readCredential } from './credentials.ts';
import { readPairs } from './read-pairs.ts';

/** Which judge is asked, about how many rows. */
export interface JudgeOptions {
  /** Of an endpoint that speaks OpenAI's chat completions, up to and without `/chat/completions`: "https://host/v1". */
  url: string;
  /** As the endpoint calls it. */
  model: string;
  /** Name of a key in the file that ANNEAL_CREDENTIALS names; it must belong to the origin of `url`. */
  credential?: string;
  /** A key itself, for the origin of `url`. It is sent there and written nowhere. Neither of the two: no key is sent. */
  apiKey?: string;
  /** Test rows to ask about, drawn uniformly with the run's seed; default: all. */
  rows?: number;
  /** Requests at the same time; default 4. */
  concurrency?: number;
  /** Called after every row. */
  onProgress?: (progress: { done: number; total: number }) => void;
  /** Ends the asking; verdicts that were given are kept. */
  signal?: AbortSignal;
}

interface Store {
  objects: ObjectStore;
  blobs: Blobs;
}

/** The endpoint that options name, with its key. @throws AnnealFailure InvalidInput */
export function judgeEndpoint({ url, model, credential, apiKey }: JudgeOptions, credentialsFile: string | null): JudgeEndpoint {
  if (credential !== undefined && apiKey !== undefined)
    throw new AnnealFailure('InvalidInput', 'Give the key for the judge by name or by itself, not both.');
  const own: Credential | null = apiKey === undefined ? null : { origin: URL.canParse(url) ? new URL(url).origin : '', key: apiKey };
  return { url, model, credential: credential === undefined ? own : readCredential(credentialsFile, credential) };
}

/**
 * Asks a judge about test rows of an ended run, base against tuned, and keeps its verdicts beside the run, where a review
 * draws rows on which it disagrees with the metric. Safe to repeat: verdicts that were given are not asked for again.
 * @throws AnnealFailure InvalidInput, NotFound, BackendRefused
 */
export async function judgeRun(
  { objects, blobs }: Store,
  report: RunReport,
  endpoint: JudgeEndpoint,
  { rows, ...options }: Pick<JudgePairsRequest, 'concurrency' | 'onProgress' | 'signal'> & { rows?: number } = {},
): Promise<JudgeSummary> {
  if (rows !== undefined && (!Number.isInteger(rows) || rows < 1))
    throw new AnnealFailure('InvalidInput', `A judge is asked about 1 row or more, not ${rows}.`);
  const client = createJudgeClient(endpoint);
  const all = await readPairs(blobs, report);
  const asked = rows === undefined ? all : drawUniformly(all, rows, report.plan.seed);
  const { pairs, answeredBy } = await judgePairs({ ...options, pairs: asked, client, stepResults: createStepResults(objects, blobs) });
  const { runId } = report;
  const record: JudgeRecord = { format: 1, runId, judge: client.identity, answeredBy, testRows: all.length, pairs };
  await objects.put(`runs/${runId}/judge.json`, `${JSON.stringify(record, null, 2)}\n`);
  return withPeople(objects, record);
}

/** What a judge found about a run, or null where none was asked. */
export async function readJudge(objects: ObjectStore, runId: string): Promise<JudgeSummary | null> {
  const record = await createRatingStore(objects, runId).judge();
  return record && withPeople(objects, record);
}

/** Ratings may come before the judge or after it: its agreement with people is computed whenever it is read. */
async function withPeople(objects: ObjectStore, record: JudgeRecord): Promise<JudgeSummary> {
  const ratings = createRatingStore(objects, record.runId);
  const sample = await ratings.findSample();
  return summarizeJudge(record, sample === null ? new Map() : peoplesWinners(await readRaters({ ratings, sample })));
}
