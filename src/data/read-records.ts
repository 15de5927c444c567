import type { FoundFormat } from './reading/find-format.ts';
import type { InputRecord } from './reading/input-record.ts';
import { splitElements, type Element } from './reading/split-elements.ts';
import { countTable, readTable } from './reading/read-table.ts';
import { longestLine, readLines, type Line } from './read-lines.ts';
import type { Refusal } from './refusal.ts';

/** A format of text, as it was found. */
export type TextFormat = Exclude<FoundFormat, { format: 'parquet' }>;

/** A row as it stands in a file: a text that is still to be parsed, or what was parsed, or why it cannot be read. */
export type UnparsedRecord = Line | Element | InputRecord;

/**
 * Reads rows of text in batches: JSON lines, an array, or a table. A row that cannot be read comes out as such.
 * @param file name for messages
 * @throws InvalidInput when the file as a whole cannot be read: an array without an end, a table without a header
 */
export async function* readRecords(chunks: AsyncIterable<Uint8Array>, found: TextFormat, file: string): AsyncGenerator<InputRecord[]> {
  for await (const batch of readUnparsed(chunks, found, file)) yield batch.map(parseRecord);
}

/** The same before it is parsed, so that others can do that; tables are parsed as they are cut. */
export async function* readUnparsed(chunks: AsyncIterable<Uint8Array>, found: TextFormat, file: string): AsyncGenerator<UnparsedRecord[]> {
  switch (found.format) {
    case 'jsonl':
      yield* readLines(chunks, longestLine, found.lineEnd);
      return;
    case 'json':
      yield* splitElements(chunks, file);
      return;
    case 'csv':
    case 'tsv':
      yield* readTable(chunks, found.delimiter, file);
  }
}

/** Parses what is not parsed yet. */
export function parseRecord(record: UnparsedRecord): InputRecord {
  if ('value' in record) return record;
  return 'physical' in record ? parseElement(record) : parseLine(record);
}

/** Rows of a file, good and bad ones, without parsing them. @throws InvalidInput as `readRecords` does */
export async function countRecords(chunks: AsyncIterable<Uint8Array>, found: TextFormat, file: string): Promise<number> {
  if ('delimiter' in found) return countTable(chunks, found.delimiter, file);
  const entries = 'lineEnd' in found ? readLines(chunks, longestLine, found.lineEnd) : splitElements(chunks, file);
  let count = 0;
  for await (const batch of entries) count += batch.length;
  return count;
}

/** The parser's own message quotes the row, so only the fact is told. */
function parseLine(line: Line | Exclude<InputRecord, { value: unknown }>): InputRecord {
  if ('rule' in line) return line;
  try {
    return { line: line.line, value: JSON.parse(line.text) as unknown };
  } catch {
    return { line: line.line, ...refuseText(line.text, 'the line is not one whole JSON value') };
  }
}

function parseElement(element: Element): InputRecord {
  const { line, physical } = element;
  if ('rule' in element) return { line, rule: element.rule, reason: `${element.reason} (it begins on line ${physical} of the file)` };
  try {
    return { line, value: JSON.parse(element.text) as unknown };
  } catch {
    return { line, ...refuseText(element.text, `the row that begins on line ${physical} of the file is not one whole JSON value`) };
  }
}

function refuseText(text: string, reason: string): Refusal {
  return text.includes('\0') ? { rule: 'encoding', reason: 'the line holds a NUL character' } : { rule: 'malformed', reason };
}
