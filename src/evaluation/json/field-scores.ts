import { parseJsonObject } from '../json-answer.ts';
import type { AnswerMetric } from '../question-answering/answer-metric.ts';
import type { ShareInterval } from '../statistics/share-interval.ts';
import { shareInterval } from '../statistics/share-interval.ts';
import type { FieldOptions, FieldResult } from './field-comparison.ts';
import { compareFields, fieldDefaults } from './field-comparison.ts';

/** How often a field came out right. List places are written "*", so that "/parties/0" and "/parties/1" are one field. */
export interface FieldScore {
  path: string;
  /** Share of the reference's occurrences of this field that the answers have, equal; null where no reference has it. */
  accuracy: ShareInterval | null;
  equal: number;
  different: number;
  missing: number;
  unexpected: number;
}

export interface JsonFieldScores {
  /** Share of rows whose answer has all fields of the reference, equal, and no others. null of none. */
  equality: ShareInterval | null;
  /** Over all fields together: equal ÷ (equal + different + unexpected), equal ÷ (equal + different + missing), and their F1; 0 ÷ 0 is 0. */
  precision: number | null;
  recall: number | null;
  f1: number | null;
  /** In order of first appearance. */
  fields: FieldScore[];
  n: number;
  /** Scored rows whose answer is no JSON object: all their fields are missing. */
  unparseable: number;
  /** Rows without an answer, or whose reference is no JSON object: left out. */
  leftOut: number;
  signature: string;
  reason: string | null;
}

export interface JsonItem {
  prediction: string | null;
  reference: string;
  group?: string | null;
}

/** The most fields that a table of them shows; models that make up names would otherwise fill it. */
const mostFields = 200;

/** JSON answers against JSON references, field by field over all rows. */
export function jsonFieldScores(items: readonly JsonItem[], options: Partial<FieldOptions> = {}): JsonFieldScores {
  const rows = items.flatMap(({ prediction, reference, group = null }) => {
    const wanted = parseJsonObject(reference);
    if (prediction === null || wanted === null) return [];
    const given = parseJsonObject(prediction);
    const results = given === null ? missingAll(wanted) : compareFields(given, wanted, options);
    return [{ results, group, isParsed: given !== null }];
  });
  const groups = rows.some(({ group }) => group !== null) ? rows.map(({ group }) => group) : null;
  const count = (result: FieldResult['result']) =>
    rows.reduce((sum, row) => sum + row.results.filter((each) => each.result === result).length, 0);
  const [equal, different] = [count('equal'), count('different')];
  const isEmpty = rows.length === 0;
  const [precision, recall] = [ratio(equal, equal + different + count('unexpected')), ratio(equal, equal + different + count('missing'))];
  return {
    equality: shareInterval(
      rows.map(({ results, isParsed }) => Number(isParsed && results.every(({ result }) => result === 'equal'))),
      groups,
    ),
    precision: isEmpty ? null : precision,
    recall: isEmpty ? null : recall,
    f1: isEmpty ? null : ratio(2 * precision * recall, precision + recall),
    fields: fieldTable(rows, groups !== null),
    n: rows.length,
    unparseable: rows.filter(({ isParsed }) => !isParsed).length,
    leftOut: items.length - rows.length,
    signature: signatureOf({ ...fieldDefaults, ...options }),
    reason: isEmpty ? 'no row has an answer and a JSON object as its reference' : null,
  };
}

/** 1 where an answer equals a reference field by field, else 0: the whole metric for one row. */
export function jsonMatch(options: Partial<FieldOptions> = {}): AnswerMetric {
  return {
    name: 'json',
    signature: (references) => `match:json|nrefs:${references}|${signatureOf({ ...fieldDefaults, ...options })}`,
    score(answer, references) {
      const wanted = references.flatMap((reference) => parseJsonObject(reference) ?? []);
      if (wanted.length === 0) return null;
      const given = parseJsonObject(answer);
      const isEqual = (reference: unknown) => compareFields(given, reference, options).every(({ result }) => result === 'equal');
      return given !== null && wanted.some(isEqual) ? 1 : 0;
    },
  };
}

interface ComparedRow {
  results: readonly FieldResult[];
  group: string | null;
}

function fieldTable(rows: readonly ComparedRow[], grouped: boolean): FieldScore[] {
  const byField = new Map<string, { results: FieldResult['result'][]; groups: (string | null)[] }>();
  for (const { results, group } of rows) {
    for (const { path, result } of results) {
      const field = path.replaceAll(/\/\d+(?=\/|$)/gu, '/*');
      const known = byField.get(field) ?? { results: [], groups: [] };
      known.results.push(result);
      known.groups.push(group);
      byField.set(field, known);
    }
  }
  return [...byField].slice(0, mostFields).map(([path, { results, groups }]) => {
    const count = (result: FieldResult['result']) => results.filter((each) => each === result).length;
    const wanted = results.flatMap((result, index) => (result === 'unexpected' ? [] : [{ value: Number(result === 'equal'), index }]));
    const accuracy = shareInterval(
      wanted.map(({ value }) => value),
      grouped ? wanted.map(({ index }) => groups[index] ?? null) : null,
    );
    return {
      path,
      accuracy,
      equal: count('equal'),
      different: count('different'),
      missing: count('missing'),
      unexpected: count('unexpected'),
    };
  });
}

function missingAll(wanted: unknown): FieldResult[] {
  return compareFields({}, wanted).map(({ path }) => ({ path, result: 'missing' }));
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function signatureOf({ numberTolerance, text }: FieldOptions): string {
  return `json:fields|lists:ordered|numbers:${numberTolerance}|text:${text}|version:1`;
}
