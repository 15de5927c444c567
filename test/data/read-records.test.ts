import { expect, test } from 'vitest';
import { collect } from './collect.ts';
import { countRecords, largestArray, readRecords, type InputRecord } from '../../src/data/read-records.ts';

async function* once(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function recordsOf(text: string | Uint8Array, file: string): Promise<InputRecord[]> {
  return (await collect(readRecords(once(text), file))).flat();
}

test('a line that is no JSON is named without being quoted', async () => {
  const records = await recordsOf('{"a":1}\n{"secret": oops}\n', 'rows.jsonl');
  expect(records).toEqual([
    { line: 1, value: { a: 1 } },
    { line: 2, rule: 'malformed-json', reason: 'the line is not one whole JSON value' },
  ]);
});

test('the elements of a JSON array count as lines', async () => {
  expect(await recordsOf(' \n [ {"a":1},\n {"a":2} ]', 'rows.json')).toEqual([
    { line: 1, value: { a: 1 } },
    { line: 2, value: { a: 2 } },
  ]);
});

test('a .json file with a row on each line is read as JSON lines', async () => {
  expect(await recordsOf('{"a":1}\n{"a":2}\n', 'rows.json')).toEqual([
    { line: 1, value: { a: 1 } },
    { line: 2, value: { a: 2 } },
  ]);
});

test('a JSON array that is cut off fails, naming the file', async () => {
  await expect(recordsOf('[{"a":1},', 's3://b/rows.json')).rejects.toThrow(
    /s3:\/\/b\/rows\.json starts as a JSON array but is not valid JSON/,
  );
});

test('a JSON array too large for memory is refused with the way out', async () => {
  async function* large() {
    yield Buffer.from('[');
    for (let bytes = 0; bytes <= largestArray; bytes += 1024 * 1024) yield Buffer.alloc(1024 * 1024, ' ');
  }
  await expect(collect(readRecords(large(), 'rows.json'))).rejects.toThrow(/more than 64 MiB.*\.jsonl/);
});

test('an empty file holds no record', async () => {
  expect(await recordsOf('', 'rows.json')).toEqual([]);
  expect(await recordsOf('\n\n', 'rows.jsonl')).toEqual([]);
});

test('counting counts good and bad rows, and no blank lines', async () => {
  expect(await countRecords(once('{}\n\nnonsense\n{}'), 'rows.jsonl')).toBe(3);
  expect(await countRecords(once('[1,2,3,4]'), 'rows.json')).toBe(4);
});
