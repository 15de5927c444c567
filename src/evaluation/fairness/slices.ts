import type { SliceReport } from '../../contracts/fairness-report.ts';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { Row } from '../../contracts/row.ts';
import { samplingGroups } from '../estimate.ts';
import { meanFinding } from '../findings.ts';
import type { ItemScore } from '../item-scores.ts';

/** Slices that a table still shows. */
const maximumSlices = 20;

export interface SliceRequest {
  /** "metadata.jurisdiction", "metadata.customer.region" or "group". */
  column: string;
  rows: readonly Pick<Row, 'id' | 'group' | 'metadata'>[];
  /** Of the same rows, in any order. */
  scores: readonly ItemScore[];
}

/** Scores by the values of a column: the 20 largest slices, the worst first. No model is asked again. */
export function sliceScores(request: SliceRequest): SliceReport {
  const { column } = request;
  const { members, without, unscored } = membersOf(request);
  const largest = [...members].toSorted(([one, first], [other, second]) => second.length - first.length || (one < other ? -1 : 1));
  const slices = largest.slice(0, maximumSlices).map(([value, scores]) => ({
    value,
    n: scores.length,
    // Within a slice by the group column rows count as independent: how groups differ cannot be seen in one.
    score: meanFinding(
      scores.map(({ score }) => score),
      samplingGroups(scores),
    ),
  }));
  const mean = (slice: (typeof slices)[number]) => slice.score.estimate?.mean ?? Number.POSITIVE_INFINITY;
  return {
    column,
    slices: slices.toSorted((one, other) => mean(one) - mean(other) || other.n - one.n || (one.value < other.value ? -1 : 1)),
    further: Math.max(0, largest.length - maximumSlices),
    without,
    unscored,
  };
}

/** A row with a score. */
export interface ScoredRow {
  id: string;
  group: string | null;
  score: number;
}

/** Scored rows by value, in order of first appearance. */
export function membersOf({ column, rows, scores }: SliceRequest): {
  members: Map<string, ScoredRow[]>;
  without: number;
  unscored: number;
} {
  const path = columnPath(column);
  const byId = new Map(scores.map((score) => [score.id, score.score]));
  const members = new Map<string, ScoredRow[]>();
  let [without, unscored] = [0, 0];
  for (const row of rows) {
    const value = sliceValue(row, path);
    const score = byId.get(row.id) ?? null;
    if (value === null) without++;
    else if (score === null) unscored++;
    else members.set(value, [...(members.get(value) ?? []), { id: row.id, group: row.group ?? null, score }]);
  }
  return { members, without, unscored };
}

/** Throws InvalidSpec for a column that no row can have. */
export function columnPath(column: string): string[] {
  const path = column.split('.');
  const known = column === 'group' || (path[0] === 'metadata' && path.length > 1);
  if (known && path.every((part) => part !== '')) return path;
  throw new AnnealFailure(
    'InvalidSpec',
    `"${column}" names no column of the rows. Allowed are "group" and a path into the metadata, such as "metadata.jurisdiction" or "metadata.customer.region".`,
    { details: { column } },
  );
}

/** Text, a number or true and false, as text; null for everything else, and for the empty text. */
function sliceValue(row: SliceRequest['rows'][number], path: readonly string[]): string | null {
  const [first, ...inner] = path;
  if (first === 'group') return row.group ?? null;
  let value: unknown = row.metadata;
  for (const part of inner) value = isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  return String(value).trim() || null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
