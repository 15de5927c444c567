import { createHash } from 'node:crypto';
import type { ReviewSample, Stratum, Winner } from '../../contracts/review.ts';
import { metricWinner } from './pairs.ts';
import type { AnswerPair } from './pairs.ts';
import { safetyFlags } from './safety-flags.ts';

/** In order of precedence. */
export const strata: readonly Stratum[] = ['safety', 'judgeDisagreement', 'flip', 'other'];
const oversampled = strata.filter((stratum) => stratum !== 'other');
/** Share of a sample that is drawn uniformly. */
const coreShare = 0.6;
/** Fewer rows of a stratum say nothing about how they differ. */
const leastOfStratum = 2;

export interface SampleRequest {
  runId: string;
  pairs: readonly AnswerPair[];
  /** At most so many items. */
  limit: number;
  seed: number;
  /** Verdicts of a judge by item, where one was asked. */
  judged: ReadonlyMap<string, Winner> | null;
}

/**
 * A sample for people to rate: first a uniform core by the hash of seed and item, which looks at no score; then more of
 * the rows that are worth a look. Within a stratum the sampled rows are always those with the lowest hashes, so whatever
 * their number, they are a simple random sample of the stratum, and rows ÷ sampled rows is their weight.
 */
export function drawReviewSample({ runId, pairs, limit, seed, judged }: SampleRequest): ReviewSample {
  const ranked = pairs
    .map((pair) => ({ pair, stratum: stratumOf(pair, judged), rank: rankOf(seed, pair.item) }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1));
  const size = Math.min(limit, ranked.length);
  const core = ranked.slice(0, Math.max(1, Math.round(size * coreShare)));
  const waiting = ranked.slice(core.length);
  const chosen = [...core];
  const take = (stratum: Stratum) => {
    const index = waiting.findIndex((candidate) => candidate.stratum === stratum);
    if (index >= 0 && chosen.length < size) chosen.push(...waiting.splice(index, 1));
  };
  const rowsOf = (stratum: Stratum) => ranked.filter((candidate) => candidate.stratum === stratum).length;
  const chosenOf = (stratum: Stratum) => chosen.filter((candidate) => candidate.stratum === stratum).length;
  for (const stratum of strata) while (chosenOf(stratum) < Math.min(leastOfStratum, rowsOf(stratum)) && chosen.length < size) take(stratum);
  while (chosen.length < size && waiting.some(({ stratum }) => stratum !== 'other')) for (const stratum of oversampled) take(stratum);
  chosen.push(...waiting.slice(0, size - chosen.length));
  return {
    format: 1,
    runId,
    seed,
    strata: strata.map((stratum) => ({ stratum, rows: rowsOf(stratum) })),
    items: chosen.map((candidate) => ({
      item: candidate.pair.item,
      test: candidate.pair.test,
      row: candidate.pair.row,
      stratum: candidate.stratum,
      core: core.includes(candidate),
    })),
    judged: judged !== null,
  };
}

/** The first stratum that fits. */
export function stratumOf(pair: AnswerPair, judged: ReadonlyMap<string, Winner> | null): Stratum {
  const known = { question: pair.question.map(({ content }) => content).join('\n'), reference: pair.reference };
  if ([pair.answers.base, pair.answers.tuned].some((answer) => safetyFlags(answer, known).length > 0)) return 'safety';
  const byMetric = metricWinner(pair);
  const byJudge = judged?.get(pair.item);
  if (byJudge !== undefined && byMetric !== 'tie' && byJudge !== byMetric) return 'judgeDisagreement';
  return byMetric === 'tie' ? 'other' : 'flip';
}

/**
 * So many pairs, drawn uniformly by the same hash that draws a review's core, in the order in which they were given. A larger
 * draw holds every smaller one, and of at least 30 rows it holds the core that people rate.
 */
export function drawUniformly(pairs: readonly AnswerPair[], count: number, seed: number): AnswerPair[] {
  const ranked = pairs.map(({ item }) => rankOf(seed, item)).toSorted();
  const last = ranked[Math.min(count, ranked.length) - 1] ?? '';
  return pairs.filter(({ item }) => rankOf(seed, item) <= last);
}

function rankOf(seed: number, item: string): string {
  return createHash('sha256').update(`review ${seed} ${item}`).digest('hex');
}
