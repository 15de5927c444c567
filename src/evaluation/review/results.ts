import type { JudgeRecord } from '../../contracts/judge.ts';
import type { Kappa, Measured, ReviewResults, ReviewSample, SampledItem, Stratum, Winner } from '../../contracts/review.ts';
import { agreementBetween, agreementWithSelf } from './agreement.ts';
import { cohensKappa } from './kappa.ts';
import { itemName, sameText } from './pairs.ts';
import type { AnswerPair } from './pairs.ts';
import { judgements, majority, standing } from './ratings.ts';
import type { Judgement, RaterRecords } from './ratings.ts';
import { weightedEstimate } from './weighted-estimate.ts';

export interface ResultsRequest {
  sample: ReviewSample;
  /** The sampled rows at least. */
  pairs: readonly AnswerPair[];
  raters: readonly RaterRecords[];
  judge: JudgeRecord | null;
}

/** An item with all first ratings that were not skipped. */
interface RatedItem {
  sampled: SampledItem;
  group: string | null;
  said: Judgement[];
}

/**
 * What all ratings come to. Several raters' ratings of a row count as one, their mean, so that intervals are over rows.
 * Each rated row stands for rows ÷ rated rows of its stratum.
 */
export function reviewResults({ sample, pairs, raters, judge }: ResultsRequest): ReviewResults {
  const byItem = new Map(pairs.map((pair) => [pair.item, pair]));
  const same = new Set(pairs.filter(sameText).map(({ item }) => item));
  const first = raters.map((rater) => judgements(rater, 1));
  const rated: RatedItem[] = sample.items.flatMap((sampled) => {
    const said = first.flatMap((own) => own.get(sampled.item) ?? []);
    return said.length === 0 ? [] : [{ sampled, group: byItem.get(sampled.item)?.group ?? null, said }];
  });
  const strata = strataOf(sample, rated);
  const share = (value: (said: Judgement) => number) => measuredShare(rated, strata, value);
  const all = first.flatMap((own) => [...own.values()]);
  const count = (winner: Winner) => all.filter(({ preferred }) => preferred === winner).length;
  return {
    raters: raters.map(raterLine),
    strata,
    rows: sample.strata.reduce((sum, { rows }) => sum + rows, 0),
    rated: rated.length,
    preferences: { tuned: count('tuned'), tie: count('tie'), base: count('base') },
    tunedWinRate: share(winShare),
    baseAcceptable: share(({ baseAcceptable }) => Number(baseAcceptable)),
    tunedAcceptable: share(({ tunedAcceptable }) => Number(tunedAcceptable)),
    acceptableDifference: fromShare(
      share(({ tunedAcceptable, baseAcceptable }) => (Number(tunedAcceptable) - Number(baseAcceptable) + 1) / 2),
    ),
    betweenRaters: agreementBetween(raters, same),
    selfRepeat: agreementWithSelf(raters, same),
    judge: judge && judgeAgreement(judge, raters),
  };
}

function winShare({ preferred }: Judgement): number {
  return preferred === 'tuned' ? 1 : preferred === 'tie' ? 0.5 : 0;
}

function raterLine({ name, asked, records }: RaterRecords): ReviewResults['raters'][number] {
  const done = [...standing(records).values()];
  return { name, asked, done: done.length, skipped: done.filter(({ rating }) => rating?.kind === 'skipped').length };
}

function strataOf(sample: ReviewSample, rated: readonly RatedItem[]): ReviewResults['strata'] {
  const of = (items: readonly { stratum: Stratum }[], name: Stratum) => items.filter(({ stratum }) => stratum === name).length;
  return sample.strata.map(({ stratum, rows }) => {
    const done = of(
      rated.map(({ sampled }) => sampled),
      stratum,
    );
    return { stratum, rows, sampled: of(sample.items, stratum), rated: done, weight: done === 0 ? null : rows / done };
  });
}

function measuredShare(rated: readonly RatedItem[], strata: ReviewResults['strata'], value: (said: Judgement) => number): Measured {
  if (rated.length === 0) return { estimate: null, reason: 'nothing has been rated yet' };
  const untouched = strata.filter(({ rows, rated: done }) => rows > 0 && done === 0);
  if (untouched.length > 0) {
    const missing = untouched.map(({ stratum, rows }) => `${stratum} (${rows} rows)`).join(', ');
    return { estimate: null, reason: `no row has been rated yet of ${missing}, so nothing can be said about all rows` };
  }
  const weights = new Map(strata.map(({ stratum, weight }) => [stratum, weight ?? 0]));
  const values = rated.map(({ sampled, group, said }) => ({
    value: said.reduce((sum, one) => sum + value(one), 0) / said.length,
    weight: weights.get(sampled.stratum) ?? 0,
    group,
  }));
  return { estimate: weightedEstimate(values), reason: null };
}

/** A difference that was measured as (difference + 1) ÷ 2. */
function fromShare({ estimate, reason }: Measured): Measured {
  const back = (value: number) => 2 * value - 1;
  return {
    estimate: estimate && { ...estimate, mean: back(estimate.mean), low: back(estimate.low), high: back(estimate.high) },
    reason,
  };
}

/** The judge beside what most raters prefer, and beside each rater, on rows that both judged. */
function judgeAgreement({ judge, pairs }: JudgeRecord, raters: readonly RaterRecords[]): ReviewResults['judge'] {
  const verdicts = judgeWinners(pairs);
  const kappaWith = (people: ReadonlyMap<string, Winner>): Kappa =>
    cohensKappa([...people].flatMap(([item, winner]) => (verdicts.has(item) ? [[verdicts.get(item) ?? winner, winner] as const] : [])));
  const preferred = (rater: RaterRecords) => new Map([...judgements(rater, 1)].map(([item, said]) => [item, said.preferred]));
  return {
    model: judge.model,
    withPeople: kappaWith(peoplesWinners(raters)),
    withRaters: raters.map((rater) => ({ rater: rater.name, kappa: kappaWith(preferred(rater)) })),
  };
}

/** What most raters prefer, by item. */
export function peoplesWinners(raters: readonly RaterRecords[]): Map<string, Winner> {
  const said = new Map<string, Judgement[]>();
  for (const rater of raters) for (const [item, judgement] of judgements(rater, 1)) said.set(item, [...(said.get(item) ?? []), judgement]);
  return new Map([...said].map(([item, all]) => [item, majority(all)]));
}

/** Verdicts of a judge by item, of pairs about which it was asked. */
export function judgeWinners(pairs: JudgeRecord['pairs']): Map<string, Winner> {
  return new Map(pairs.flatMap((pair) => (pair.kind === 'judged' ? [[itemName(pair.test, pair.row), pair.winner] as const] : [])));
}
