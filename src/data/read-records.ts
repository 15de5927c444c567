import { AnnealFailure } from '../contracts/failure.ts';
import { readLines, type Line } from './read-lines.ts';
import type { Refusal } from './refusal.ts';

/** What stands on a line (or at a place of a JSON array, counted from 1): a parsed value, or why there is none. */
export type InputRecord = { line: number; value: unknown } | ({ line: number } & Refusal);

/** Largest JSON array that is read, in bytes: it is parsed whole, so it must fit into memory. */
export const largestArray = 64 * 1024 * 1024;

/**
 * Reads a file of rows: JSON lines, or one JSON array when its first character is `[` and its name does not end in
 * .jsonl or .ndjson.
 * @param file name for messages; a trailing .gz is ignored, since the bytes are expected to be unpacked
 * @throws InvalidInput when a JSON array is not valid JSON or larger than `largestArray`
 */
export async function* readRecords(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<InputRecord[]> {
  for await (const entries of readEntries(chunks, file)) {
    yield entries.map((entry) => ('text' in entry ? parseLine(entry.line, entry.text) : entry));
  }
}

/** Rows of a file, good and bad ones, without parsing lines. @throws InvalidInput as `readRecords` does */
export async function countRecords(chunks: AsyncIterable<Uint8Array>, file: string): Promise<number> {
  let count = 0;
  for await (const entries of readEntries(chunks, file)) count += entries.length;
  return count;
}

async function* readEntries(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<(Line | InputRecord)[]> {
  if (/\.(jsonl|ndjson)(\.gz)?$/i.test(file)) {
    yield* readLines(chunks);
    return;
  }
  const { isArray, all } = await peek(chunks);
  if (isArray) yield await parseArray(all, file);
  else yield* readLines(all);
}

/** The parser's own message quotes the row, so only the fact is told. */
function parseLine(line: number, text: string): InputRecord {
  try {
    return { line, value: JSON.parse(text) as unknown };
  } catch {
    return { line, rule: 'malformed-json', reason: 'the line is not one whole JSON value' };
  }
}

/** Looks at the first character that is not white space, and gives the stream back whole. */
async function peek(chunks: AsyncIterable<Uint8Array>): Promise<{ isArray: boolean; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let first = '';
  let length = 0;
  while (first === '' && length <= largestArray) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    length += next.value.length;
    first = Buffer.from(next.value)
      .toString('latin1')
      .replace(/^\u00ef\u00bb\u00bf/, '')
      .trimStart()
      .slice(0, 1);
  }
  return { isArray: first === '[', all: resume(seen, iterator) };
}

async function* resume(seen: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* seen;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function parseArray(chunks: AsyncIterable<Uint8Array>, file: string): Promise<InputRecord[]> {
  const text = decode(await collect(chunks, file), file);
  try {
    const values = JSON.parse(text) as unknown[];
    return values.map((value, index) => ({ line: index + 1, value }));
  } catch {
    throw new AnnealFailure(
      'InvalidInput',
      `${file} starts as a JSON array but is not valid JSON. Mend the file, or write JSON lines (.jsonl): there one bad row costs one row.`,
    );
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>, file: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > largestArray) {
      throw new AnnealFailure(
        'InvalidInput',
        `${file} is a JSON array of more than ${largestArray / 1024 / 1024} MiB. Write it as JSON lines (.jsonl, one row a line), which has no limit.`,
      );
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AnnealFailure('InvalidInput', `${file} is not valid UTF-8. Convert it to UTF-8 first.`);
  }
}
