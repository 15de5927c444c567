import type { JudgeRecord } from '../../contracts/judge.ts';
import type { ReviewSample, Side, Stratum, Winner } from '../../contracts/review.ts';
import { standing } from './ratings.ts';
import type { RaterRecords } from './ratings.ts';
import { judgeWinners } from './results.ts';

/** One rating as a table has it. No text of rows: test and row name them. */
export interface ExportedRating {
  rater: string;
  test: string;
  row: string;
  stratum: Stratum;
  core: boolean;
  occurrence: number;
  preferred: Winner | null;
  baseAcceptable: boolean | null;
  tunedAcceptable: boolean | null;
  skipped: boolean;
  shownFirst: Side;
  referenceShown: boolean;
  judge: Winner | null;
  at: string;
}

/** Every rating that stands, rater by rater, in the order of the sample. */
export function exportRatings(sample: ReviewSample, raters: readonly RaterRecords[], judge: JudgeRecord | null): ExportedRating[] {
  const verdicts = judgeWinners(judge?.pairs ?? []);
  return raters.flatMap(({ name, records }) => {
    const said = standing(records);
    return sample.items.flatMap(({ item, test, row, stratum, core }) =>
      [1, 2].flatMap((occurrence) => {
        const record = said.get(`${item}-${occurrence}`);
        if (record === undefined) return [];
        const rated = record.rating?.kind === 'rated' ? record.rating : null;
        return [
          {
            rater: name,
            test,
            row,
            stratum,
            core,
            occurrence,
            preferred: rated?.preferred ?? null,
            baseAcceptable: rated?.baseAcceptable ?? null,
            tunedAcceptable: rated?.tunedAcceptable ?? null,
            skipped: rated === null,
            shownFirst: record.shownFirst,
            referenceShown: record.referenceShown,
            judge: verdicts.get(item) ?? null,
            at: record.at,
          },
        ];
      }),
    );
  });
}

const columns: readonly (keyof ExportedRating)[] = [
  'rater',
  'test',
  'row',
  'stratum',
  'core',
  'occurrence',
  'preferred',
  'baseAcceptable',
  'tunedAcceptable',
  'skipped',
  'shownFirst',
  'referenceShown',
  'judge',
  'at',
];

export function ratingsAsJsonLines(ratings: readonly ExportedRating[]): string {
  return ratings.map((rating) => `${JSON.stringify(rating)}\n`).join('');
}

/** RFC 4180. A cell that a spreadsheet would run as a formula is put behind an apostrophe. */
export function ratingsAsCsv(ratings: readonly ExportedRating[]): string {
  const lines = [columns.join(','), ...ratings.map((rating) => columns.map((column) => cell(rating[column])).join(','))];
  return lines.map((line) => `${line}\r\n`).join('');
}

function cell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
