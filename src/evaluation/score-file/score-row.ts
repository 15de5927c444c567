import { AnnealFailure } from '../../contracts/failure.ts';
import type { Line } from '../../data/read-lines.ts';

/** A row of a file to be scored. */
export interface ScoreRow {
  id: string;
  /** null: the model gave none (a request that failed). An empty text is a prediction. */
  prediction: string | null;
  references: readonly string[];
  /** The right class, for metrics of labels; null: the first reference. */
  label: string | null;
  group: string | null;
  /** How sure the model was of its prediction; NaN where that is no number. null: not given. */
  probability: number | null;
  /** The whole line, for metrics of one's own. */
  fields: Readonly<Record<string, unknown>>;
}

const example = '{"id": "1", "prediction": "a text", "references": ["a text"]}';

/**
 * Reads one line. Fields that have no place in `ScoreRow` are left alone. NaN and Infinity, which Python writes, are read too.
 * @throws AnnealFailure InvalidInput naming `place` (file and line) and field; never text of the row
 */
export function readScoreRow(text: string, place: string): ScoreRow {
  const value = parseLine(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(place, `is not one JSON object. A line looks like ${example}.`);
  const fields = new Map<string, unknown>(Object.entries(value));
  return {
    id: readId(fields, place),
    prediction: readText(fields, 'prediction', place, true),
    references: readReferences(fields, place),
    label: readOptionalText(fields, 'label', place),
    group: readOptionalText(fields, 'group', place),
    probability: readProbability(fields, place),
    fields: Object.freeze(value as Record<string, unknown>),
  };
}

/** undefined where the line is no JSON. */
function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parsePythonNumbers(text);
  }
}

const stringOrConstant = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gu;

function parsePythonNumbers(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll(stringOrConstant, (found) => (found.startsWith('"') ? found : '"NaN"')));
  } catch {
    return undefined;
  }
}

function readId(fields: Map<string, unknown>, place: string): string {
  const id = fields.get('id');
  if (typeof id === 'string' && id !== '') return id;
  if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id);
  throw wrong(place, 'id', id, 'a text that is not empty, or a whole number');
}

function readText(fields: Map<string, unknown>, name: string, place: string, orNull: boolean): string | null {
  const value = fields.get(name);
  if (typeof value === 'string' || (orNull && value === null)) return value;
  throw wrong(place, name, value, 'a text, or null where the model gave none');
}

function readOptionalText(fields: Map<string, unknown>, name: string, place: string): string | null {
  const value = fields.get(name) ?? null;
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw wrong(place, name, value, 'a text, or to be left out');
}

function readReferences(fields: Map<string, unknown>, place: string): string[] {
  const value = fields.get('references');
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return Object.freeze(value) as string[];
  throw wrong(place, 'references', value, 'a list of texts, such as ["a text"]');
}

function readProbability(fields: Map<string, unknown>, place: string): number | null {
  const value = fields.get('probability') ?? null;
  if (value === null || typeof value === 'number') return value;
  if (value === 'NaN') return Number.NaN;
  throw wrong(place, 'probability', value, 'a number from 0 to 1, or to be left out');
}

function wrong(place: string, field: string, given: unknown, allowed: string): AnnealFailure {
  return bad(
    place,
    given === undefined
      ? `has no "${field}". It has to be ${allowed}.`
      : `has a "${field}" that is ${kindOf(given)}. It has to be ${allowed}.`,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === '') return 'empty';
  if (Array.isArray(value))
    return value.every((each) => typeof each === 'string') ? 'a list' : 'a list with something else than texts in it';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'an object';
}

function bad(place: string, problem: string): AnnealFailure {
  return new AnnealFailure('InvalidInput', `${place} ${problem}`);
}

/**
 * All rows of a file; blank lines do not count. `name`: of the file, for messages.
 * @throws AnnealFailure InvalidInput naming file and line, also for an id that comes twice and a file without rows
 */
export async function collectScoreRows(name: string, batches: AsyncIterable<readonly Line[]>): Promise<ScoreRow[]> {
  const rows: ScoreRow[] = [];
  const lines = new Map<string, number>();
  for await (const batch of batches) {
    for (const line of batch) {
      const place = `${name} line ${line.line}`;
      if (!('text' in line)) throw bad(place, `cannot be read: ${line.reason}.`);
      const row = readScoreRow(line.text, place);
      const earlier = lines.get(row.id);
      if (earlier !== undefined)
        throw bad(place, `has the id ${JSON.stringify(row.id)} of line ${earlier}. Every row needs an id of its own.`);
      lines.set(row.id, line.line);
      rows.push(row);
    }
  }
  if (rows.length === 0) throw bad(name, `has no rows. A line looks like ${example}.`);
  return rows;
}
