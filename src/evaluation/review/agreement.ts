import type { Kappa, ReviewResults } from '../../contracts/review.ts';
import { cohensKappa } from './kappa.ts';
import { judgements } from './ratings.ts';
import type { Judgement, RaterRecords } from './ratings.ts';

/** Items whose two answers are the same text: who prefers which is not asked, so it tells nothing about agreement. */
export type SameAnswers = ReadonlySet<string>;

/** Kappa of every two raters who have rated a row in common, on first ratings. */
export function agreementBetween(raters: readonly RaterRecords[], same: SameAnswers): ReviewResults['betweenRaters'] {
  return raters.flatMap((one, index) =>
    raters
      .slice(index + 1)
      .map((other) => ({
        raters: [one.name, other.name] as [string, string],
        ...agreementOf(judgements(one, 1), judgements(other, 1), same),
      }))
      .filter(({ acceptability }) => acceptability.n > 0),
  );
}

/** Kappa of each rater with themselves, on the rows that they saw twice. */
export function agreementWithSelf(raters: readonly RaterRecords[], same: SameAnswers): ReviewResults['selfRepeat'] {
  return raters.map((rater) => ({ rater: rater.name, ...agreementOf(judgements(rater, 1), judgements(rater, 2), same) }));
}

/** Acceptability counts two judgements a row, one of each answer. */
function agreementOf(
  one: ReadonlyMap<string, Judgement>,
  other: ReadonlyMap<string, Judgement>,
  same: SameAnswers,
): { preference: Kappa; acceptability: Kappa } {
  const common = [...one].flatMap(([item, first]) => {
    const second = other.get(item);
    return second === undefined ? [] : [{ item, first, second }];
  });
  const verdict = (acceptable: boolean) => (acceptable ? 'good' : 'bad');
  return {
    preference: cohensKappa(
      common.filter(({ item }) => !same.has(item)).map(({ first, second }) => [first.preferred, second.preferred] as const),
    ),
    acceptability: cohensKappa(
      common.flatMap(({ item, first, second }) => {
        const tuned = [verdict(first.tunedAcceptable), verdict(second.tunedAcceptable)] as const;
        return same.has(item) ? [tuned] : [tuned, [verdict(first.baseAcceptable), verdict(second.baseAcceptable)] as const];
      }),
    ),
  };
}
