import { parse } from 'csv-parse/sync';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { Line } from '../read-lines.ts';
import type { InputRecord } from './input-record.ts';
import { splitTable } from './split-table.ts';

/** Columns that a table may have. Rows of text have a handful; a table of more is another kind of data. */
const mostColumns = 1000;

/** Cells that hold JSON where they look like it: what a row of text cannot say otherwise. */
const jsonColumns = new Set(['messages', 'conversations', 'tools', 'metadata', 'history']);

interface Header {
  names: string[];
  /** Why no row can be read by this header; `null` = it can. */
  trouble: string | null;
}

/**
 * Rows of CSV or TSV as objects by the names in the header. All values are text.
 * @throws InvalidInput when the header cannot be read or has too many columns
 */
export async function* readTable(chunks: AsyncIterable<Uint8Array>, delimiter: number, file: string): AsyncGenerator<InputRecord[]> {
  let header: Header | null = null;
  for await (const records of splitTable(chunks, delimiter)) {
    const rows = header === null ? records.slice(1) : records;
    header ??= readHeader(records[0]!, delimiter, file);
    if (rows.length > 0) yield toObjects(rows, header, delimiter);
  }
}

/** Rows of a table, good and bad ones. */
export async function countTable(chunks: AsyncIterable<Uint8Array>, delimiter: number, file: string): Promise<number> {
  let count = -1;
  for await (const records of splitTable(chunks, delimiter)) {
    if (count === -1) readHeader(records[0]!, delimiter, file);
    count += records.length;
  }
  return Math.max(count, 0);
}

function readHeader(record: Line, delimiter: number, file: string): Header {
  const fields = 'text' in record ? (parseTogether([record.text], delimiter)?.[0] ?? null) : null;
  if (fields === null) {
    const why = 'rule' in record ? record.reason : 'a quotation mark is not closed';
    throw headerFailure(file, `cannot be read: ${why}`);
  }
  if (fields.length > mostColumns) throw headerFailure(file, `has ${fields.length} columns, and at most ${mostColumns} are read`);
  const names = fields.map((name) => name.trim());
  if (names.every((name) => name === '')) throw headerFailure(file, 'names no column');
  if (names.includes('__proto__')) throw headerFailure(file, 'names a column __proto__, which is not allowed');
  const again = names.findIndex((name, index) => name !== '' && names.indexOf(name) < index);
  if (again === -1) return { names, trouble: null };
  const first = names.indexOf(names[again]!);
  return { names, trouble: `columns ${first + 1} and ${again + 1} of the header have one name: give each its own` };
}

function headerFailure(file: string, what: string): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `The header of ${file} ${what}. The first line of a table names its columns, such as input,output.`,
  );
}

/** All records of a batch are parsed at once; where one of them cannot be, each by itself. */
function toObjects(records: Line[], header: Header, delimiter: number): InputRecord[] {
  const texts = records.flatMap((record) => ('text' in record ? [record.text] : []));
  const together = parseTogether(texts, delimiter);
  let next = 0;
  return records.map((record) => {
    if ('rule' in record) return record;
    const fields = together === null ? parseTogether([record.text], delimiter)?.[0] : together[next];
    next += 1;
    return toObject(record.line, fields ?? null, header);
  });
}

/** `null` when a record has a quotation mark without an end, or does not come out as one. */
function parseTogether(texts: string[], delimiter: number): string[][] | null {
  try {
    const rows = parse(texts.join('\n'), {
      delimiter: String.fromCharCode(delimiter),
      record_delimiter: ['\n'],
      relax_column_count: true,
      relax_quotes: true,
    });
    return rows.length === texts.length ? rows : null;
  } catch {
    return null;
  }
}

function toObject(line: number, fields: string[] | null, { names, trouble }: Header): InputRecord {
  if (trouble !== null) return { line, rule: 'invalid-shape', reason: trouble };
  if (fields === null) return { line, rule: 'malformed', reason: 'a quotation mark is not closed where its field ends' };
  if (fields.length !== names.length) {
    return { line, rule: 'malformed', reason: `the row has ${fields.length} fields, and the header ${names.length}` };
  }
  const value: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const cell = fields[index]!;
    if (name === '') {
      if (cell !== '') value[`column ${index + 1}`] = cell;
    } else if (jsonColumns.has(name) && /^\s*[[{]/.test(cell)) {
      const inner = parseJson(cell);
      if (inner === undefined) return { line, rule: 'malformed', reason: `the cell ${name} begins as JSON and is none` };
      value[name] = inner;
    } else value[name] = cell;
  }
  return { line, value };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
