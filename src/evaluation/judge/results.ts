import type { JudgedPair, JudgeResults } from '../../contracts/judge.ts';
import type { Estimate } from '../../contracts/evaluation-report.ts';
import type { Winner } from '../../contracts/review.ts';
import { cohensKappa } from '../review/kappa.ts';
import { itemName } from '../review/pairs.ts';
import { weightedEstimate } from '../review/weighted-estimate.ts';

/** From which a judge is not believed; shown wherever its verdict is. */
export const judgeLimits = {
  /** Share of rows that ended in errors. */
  errors: 0.2,
  /** Least share of rows with the same verdict in both orders: less is no better than guessing among three. */
  consistency: 0.5,
  /** How far the share of wins of the first place may lie from one half. */
  firstPosition: 0.25,
  /** Rows with a verdict below which nothing is said. */
  rows: 20,
} as const;

type Judged = Extract<JudgedPair, { kind: 'judged' }>;

/**
 * What a judge's verdicts come to. A judge that looks at places rather than answers is exposed: asked in both orders it
 * contradicts itself, and the first place wins far more or far less than half. Then it is `unusable`, and there is no win
 * rate: ties made of contradictions would look like a fair draw. `inconclusive`: an interval lies across a limit, or too
 * few rows. `people`: what most raters prefer, by item.
 */
export function judgeResults(pairs: readonly JudgedPair[], people: ReadonlyMap<string, Winner> = new Map()): JudgeResults {
  const judged = pairs.filter((pair) => pair.kind === 'judged');
  const identical = pairs.filter((pair) => pair.kind === 'identical');
  const errors = pairs.length - judged.length - identical.length;
  const consistency = shareOf(judged, ({ orders: [one, other] }) => [Number(one === other)]);
  const firstPosition = shareOf(judged, firstPlaces);
  const believed = believe({ asked: judged.length + errors, judged: judged.length, errors, consistency, firstPosition });
  const wins = (winner: Winner) => judged.filter((pair) => pair.winner === winner).length;
  const counted = [
    ...judged.map(({ winner, group }) => ({ value: winShare(winner), weight: 1, group })),
    ...identical.map(({ group }) => ({ value: 0.5, weight: 1, group })),
  ];
  const rate = weightedEstimate(counted);
  return {
    ...believed,
    rows: pairs.length,
    judged: judged.length,
    identical: identical.length,
    errors,
    wins: { tuned: wins('tuned'), tie: wins('tie') + identical.length, base: wins('base') },
    tunedWinRate:
      believed.verdict === 'unusable'
        ? { estimate: null, reason: 'the judge is unusable' }
        : { estimate: rate, reason: rate === null ? 'no row has a verdict' : null },
    consistency,
    firstPosition,
    longerWins: shareOf(judged, ({ winner, characters }) => longerWon(winner, characters)),
    people: withPeople(judged, people),
  };
}

function winShare(winner: Winner): number {
  return winner === 'tuned' ? 1 : winner === 'tie' ? 0.5 : 0;
}

/** A share over rows, each with as many values as it has to say; rows without any are left out. */
function shareOf(judged: readonly Judged[], values: (pair: Judged) => number[]): Estimate | null {
  return weightedEstimate(
    judged.flatMap((pair) => {
      const own = values(pair);
      const value = own.reduce((sum, one) => sum + one, 0) / own.length;
      return own.length === 0 ? [] : [{ value, weight: own.length, group: pair.group }];
    }),
  );
}

/** For each decided single verdict whether the answer that stood first won. */
function firstPlaces({ orders: [baseFirst, tunedFirst] }: Judged): number[] {
  return [
    ...(baseFirst === 'tie' ? [] : [Number(baseFirst === 'base')]),
    ...(tunedFirst === 'tie' ? [] : [Number(tunedFirst === 'tuned')]),
  ];
}

function longerWon(winner: Winner, { base, tuned }: Judged['characters']): number[] {
  if (winner === 'tie' || base === tuned) return [];
  return [Number(winner === (tuned > base ? 'tuned' : 'base'))];
}

interface Evidence {
  asked: number;
  judged: number;
  errors: number;
  consistency: Estimate | null;
  firstPosition: Estimate | null;
}

function believe({ asked, judged, errors, consistency, firstPosition }: Evidence): Pick<JudgeResults, 'verdict' | 'reasons'> {
  const [lowest, highest] = [0.5 - judgeLimits.firstPosition, 0.5 + judgeLimits.firstPosition];
  const against: string[] = [];
  if (asked > 0 && errors / asked > judgeLimits.errors)
    against.push(`${errors} of ${asked} rows ended in errors; at most ${percent(judgeLimits.errors)} may`);
  if (consistency !== null && consistency.high < judgeLimits.consistency)
    against.push(
      `it says the same in both orders of ${range(consistency)} of rows; at least ${percent(judgeLimits.consistency)} are needed`,
    );
  if (firstPosition !== null && (firstPosition.low > highest || firstPosition.high < lowest))
    against.push(
      `the answer that stands first wins ${range(firstPosition)} of its decisions; a judge that reads the answers stays between ${percent(lowest)} and ${percent(highest)}`,
    );
  if (against.length > 0) return { verdict: 'unusable', reasons: against };
  if (consistency === null || judged < judgeLimits.rows)
    return {
      verdict: 'inconclusive',
      reasons: [`only ${judged} rows have a verdict; ${judgeLimits.rows} are needed to tell whether it can be believed`],
    };
  const doubts = [
    ...(consistency.low < judgeLimits.consistency ? [`it says the same in both orders of ${range(consistency)} of rows`] : []),
    ...(firstPosition !== null && (firstPosition.low < lowest || firstPosition.high > highest)
      ? [`the answer that stands first wins ${range(firstPosition)} of its decisions`]
      : []),
  ];
  if (doubts.length > 0) return { verdict: 'inconclusive', reasons: doubts.map((doubt) => `${doubt}: more rows would tell`) };
  return { verdict: 'usable', reasons: [`it says the same in both orders of ${range(consistency)} of rows`] };
}

function withPeople(judged: readonly Judged[], people: ReadonlyMap<string, Winner>): JudgeResults['people'] {
  const both = judged.flatMap((pair) => {
    const preferred = people.get(itemName(pair.test, pair.row));
    return preferred === undefined ? [] : [{ ...pair, preferred }];
  });
  if (both.length === 0) return null;
  return {
    agreement: cohensKappa(both.map(({ winner, preferred }) => [winner, preferred] as const)),
    longerWins: shareOf(
      both.map((pair) => ({ ...pair, winner: pair.preferred })),
      ({ winner, characters }) => longerWon(winner, characters),
    ),
  };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function range({ mean, low, high }: Estimate): string {
  return `${percent(mean)} (${percent(low)}–${percent(high)})`;
}
