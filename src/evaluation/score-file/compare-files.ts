import { AnnealFailure } from '../../contracts/failure.ts';
import type { Resampling } from '../estimate.ts';
import type { TextScore } from '../text-metrics/text-metric.ts';
import type { MeasuredRows } from './file-metric.ts';
import type { Measured } from './score-file.ts';
import { measureDifference } from './score-interval.ts';
import type { ScoreRow } from './score-row.ts';

/** One file against another, on the rows that count in both. */
export interface ScoreDifference {
  /** Scores on these rows. */
  this: TextScore | null;
  other: TextScore | null;
  /** this − other; for precision, recall and F1: of F1. */
  difference: number | null;
  low: number | null;
  high: number | null;
  method: string | null;
  pValue: number | null;
  test: string | null;
  /** Rows that count in both files. */
  n: number;
  reason: string | null;
}

/** Rows of a file and its name for a person. */
export interface ScoredFile {
  name: string;
  rows: readonly ScoreRow[];
}

const nothing = 'no row counts in both files';
const undefinedDifference = 'it is not defined on these rows';

/**
 * Paired differences, by metric as it was asked for; `all`: what was measured on `file`. Where rows have groups, those of
 * `file` count.
 * @throws AnnealFailure InvalidInput where the files are not about the same rows
 */
export function compareFiles(
  file: ScoredFile,
  other: ScoredFile,
  all: readonly Measured[],
  resampling: Resampling,
): Record<string, ScoreDifference> {
  const partners = partnersOf(file, other);
  return Object.fromEntries(all.map((measured) => [measured.text, difference(file.rows, partners, measured, resampling)]));
}

function difference(rows: readonly ScoreRow[], partners: readonly ScoreRow[], mine: Measured, resampling: Resampling): ScoreDifference {
  const { metric } = mine;
  const theirs = metric.measure(partners);
  const counted = new Set(theirs.counted);
  const both = mine.measured.counted.filter((index) => counted.has(index));
  const on = (from: readonly ScoreRow[], measured: MeasuredRows) =>
    measured.counted.length === both.length ? measured : metric.measure(both.map((index) => from[index]!));
  const [one, other] = [on(rows, mine.measured), on(partners, theirs)];
  const shared = { this: one.corpus, other: other.corpus, n: both.length };
  const groups = both.map((index) => rows[index]!.group);
  const found = both.length === 0 ? null : measureDifference(one.measure, other.measure, { groups, resampling });
  if (found === null) {
    const reason = both.length === 0 ? nothing : undefinedDifference;
    return { ...shared, difference: null, low: null, high: null, method: null, pValue: null, test: null, reason };
  }
  const { low, high, method, pValue, test } = found;
  return {
    ...shared,
    difference: found.difference * metric.scale,
    low: low * metric.scale,
    high: high * metric.scale,
    method,
    pValue,
    test,
    reason: null,
  };
}

/** The other file's rows in the order of this one's. */
function partnersOf(file: ScoredFile, other: ScoredFile): ScoreRow[] {
  const byId = new Map(other.rows.map((row) => [row.id, row]));
  const lacking = file.rows.filter(({ id }) => !byId.has(id));
  const ids = new Set(file.rows.map(({ id }) => id));
  const further = other.rows.filter(({ id }) => !ids.has(id));
  if (lacking.length > 0 || further.length > 0) {
    const parts = [missingFrom(other.name, lacking), missingFrom(file.name, further)].filter((part) => part !== null);
    throw bad(`${parts.join(', and ')}. Both files have to hold predictions for the same rows, under the same ids.`);
  }
  return file.rows.map((row) => {
    const partner = byId.get(row.id)!;
    if (sameAim(row, partner)) return partner;
    throw bad(
      `${file.name} and ${other.name} have different references or labels for the row ${JSON.stringify(row.id)}. Scores against different references cannot be compared.`,
    );
  });
}

function missingFrom(name: string, rows: readonly ScoreRow[]): string | null {
  const [first] = rows;
  if (first === undefined) return null;
  const ids = rows.length === 1 ? `the id ${JSON.stringify(first.id)}` : `${rows.length} ids, ${JSON.stringify(first.id)} among them,`;
  return `${name} lacks ${ids} that the other file has`;
}

function sameAim(one: ScoreRow, other: ScoreRow): boolean {
  if (one.label !== other.label || one.references.length !== other.references.length) return false;
  return one.references.every((reference, index) => reference === other.references[index]);
}

function bad(message: string): AnnealFailure {
  return new AnnealFailure('InvalidInput', message);
}
