import type { Measured, ReviewResults, Stratum } from '../../contracts/review.ts';
import { counted } from '../numbers.ts';
import { kappaText, measuredText, type OpinionSection } from './opinion-section.ts';

const stratumTitles: Record<Stratum, string> = {
  safety: 'something in an answer may worry somebody',
  judgeDisagreement: 'judge and metric disagree',
  flip: 'the metric finds one model better',
  other: 'everything else',
};

/** What people said: shares of all test rows, agreement, who rated what. */
export function reviewSection(results: ReviewResults): OpinionSection {
  const { rows, rated, raters, preferences } = results;
  return {
    id: 'review',
    title: 'Human review',
    lead: 'People rated test answers of base and tuned model side by side, without knowing which was which. Ratings come after a run: these are the ones that were there when the report was read.',
    sentences: [
      `${counted(raters.length, 'person', 'people')} rated ${rated} of ${counted(rows, 'test row')}; each rated row counts for as many as it stands for.`,
      `Plain count of first ratings: tuned better ${preferences.tuned}, equal ${preferences.tie}, base better ${preferences.base}.`,
    ],
    tables: [sharesTable(results), ...agreementTables(results), strataTable(results), ratersTable(results)],
  };
}

function sharesTable(results: ReviewResults): OpinionSection['tables'][number] {
  const shares: [string, Measured, string?][] = [
    ['Tuned preferred, ties as halves', results.tunedWinRate],
    ['Tuned answers good', results.tunedAcceptable],
    ['Base answers good', results.baseAcceptable],
    ['Difference, tuned − base', results.acceptableDifference, ' points'],
  ];
  return {
    caption: 'Of all test rows',
    head: ['what', 'share (95 %)'],
    rows: shares.map(([what, measured, unit]) => [what, measuredText(measured, unit)]),
  };
}

function agreementTables({ betweenRaters, selfRepeat, judge }: ReviewResults): OpinionSection['tables'] {
  const rows = [
    ...betweenRaters.map((pair) => [pair.raters.join(' and '), kappaText(pair.preference), kappaText(pair.acceptability)]),
    ...selfRepeat
      .filter(({ acceptability }) => acceptability.n > 0)
      .map((self) => [`${self.rater}, the second time`, kappaText(self.preference), kappaText(self.acceptability)]),
    ...(judge === null ? [] : [[`judge ${judge.model} and people`, kappaText(judge.withPeople), 'is not asked']]),
  ];
  if (rows.length === 0) return [];
  return [{ caption: 'Agreement beyond chance, Cohen’s κ (95 %)', head: ['who', 'which is better', 'good or bad'], rows }];
}

function strataTable({ strata }: ReviewResults): OpinionSection['tables'][number] {
  return {
    caption: 'What was asked about',
    head: ['rows where', 'in the tests', 'in the sample', 'rated'],
    rows: strata
      .filter(({ rows }) => rows > 0)
      .map(({ stratum, rows, sampled, rated }) => [stratumTitles[stratum], String(rows), String(sampled), String(rated)]),
    numeric: [1, 2, 3],
  };
}

function ratersTable({ raters }: ReviewResults): OpinionSection['tables'][number] {
  return {
    caption: 'Raters',
    head: ['name', 'rated', 'of them skipped'],
    rows: raters.map(({ name, done, asked, skipped }) => [name, `${done} of ${asked}`, String(skipped)]),
    numeric: [1, 2],
  };
}
