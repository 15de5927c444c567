import { describe, expect, test } from 'vitest';
import { collect } from './collect.ts';
import { countRecords, readRecords, type TextFormat } from '../../src/data/read-records.ts';

const jsonl: TextFormat = { format: 'jsonl', lineEnd: 0x0a };
const json: TextFormat = { format: 'json' };
const csv: TextFormat = { format: 'csv', delimiter: 0x2c };

async function* inPieces(text: string | Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** Read in one piece and in pieces of small sizes, with the same result. */
async function recordsOf(text: string | Uint8Array, format: TextFormat) {
  const whole = (await collect(readRecords(inPieces(text, 1e6), format, 'the file'))).flat();
  for (const size of [1, 2, 3, 7]) {
    expect((await collect(readRecords(inPieces(text, size), format, 'the file'))).flat()).toEqual(whole);
    expect(await countRecords(inPieces(text, size), format, 'the file')).toBe(whole.length);
  }
  return whole;
}

describe('JSON lines', () => {
  test('that are no JSON are named without being quoted', async () => {
    expect(await recordsOf('{"a":1}\n{"secret": oops}\n', jsonl)).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 2, rule: 'malformed', reason: 'the line is not one whole JSON value' },
    ]);
  });

  test('may end with a carriage return alone', async () => {
    expect(await recordsOf('{"a":1}\r\r{"a":2}', { format: 'jsonl', lineEnd: 0x0d })).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 3, value: { a: 2 } },
    ]);
  });

  test('of an empty file are none', async () => {
    expect(await recordsOf('', jsonl)).toEqual([]);
    expect(await recordsOf('\n \n', jsonl)).toEqual([]);
  });
});

describe('a JSON array', () => {
  test('gives its elements one by one, counted from 1', async () => {
    expect(await recordsOf(' \n [ {"a":"[1,\\"}"},\n {"a":{"b":[2]}} ,3,"four"]\n', json)).toEqual([
      { line: 1, value: { a: '[1,"}' } },
      { line: 2, value: { a: { b: [2] } } },
      { line: 3, value: 3 },
      { line: 4, value: 'four' },
    ]);
    expect(await recordsOf('\ufeff[]', json)).toEqual([]);
  });

  test('loses a broken element and no other, and names the line on which it begins', async () => {
    const lost = (line: number, physical: number) => ({
      line,
      rule: 'malformed',
      reason: `the row that begins on line ${physical} of the file is not one whole JSON value`,
    });
    expect(await recordsOf('[\n{"a":1},\n{"a":oops},\n{"a":"cut\n},,{"a":2},\n]', json)).toEqual([
      { line: 1, value: { a: 1 } },
      lost(2, 3),
      lost(3, 4),
      lost(4, 5),
      { line: 5, value: { a: 2 } },
      lost(6, 6),
    ]);
  });

  test.each([
    ['stops between rows', '[{"a":1},\n', /the file is a JSON array without an end: it stops on line 2/],
    ['stops within a row', '[{"a":1},\n{"a":', /it stops within row 2, which begins on line 2/],
    ['goes on after its end', '[{"a":1}]\n\n[{"a":2}]', /the file goes on after the end of its JSON array, on line 3/],
  ])('that %s fails as a file', async (_, text, message) => {
    await expect(recordsOf(text, json)).rejects.toMatchObject({ name: 'InvalidInput', message: expect.stringMatching(message) as string });
  });

  test('of any size is read in little memory', async () => {
    const row = Buffer.from(`{"a":"${'x'.repeat(1000)}"},\n`.repeat(1000));
    async function* large() {
      yield Buffer.from('[');
      for (let count = 0; count < 100; count += 1) yield row;
      yield Buffer.from('{}]');
    }
    const before = process.memoryUsage().rss;
    let [rows, peak] = [0, before];
    for await (const batch of readRecords(large(), json, 'the file')) {
      rows += batch.length;
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    expect(rows).toBe(100_001);
    expect(peak - before).toBeLessThan(80 * 1024 * 1024);
  });
});

describe('a table', () => {
  test('gives objects by its header, with the physical line of each row', async () => {
    expect(await recordsOf('\ufeffinput,output\n"two\r\nlines, and ""more""",a\r\n\r\nq,5" pipe\rlast,one', csv)).toEqual([
      { line: 2, value: { input: 'two\r\nlines, and "more"', output: 'a' } },
      { line: 5, value: { input: 'q', output: '5" pipe' } },
      { line: 6, value: { input: 'last', output: 'one' } },
    ]);
  });

  test('loses a row with too many or too few fields', async () => {
    expect(await recordsOf('input,output\na,b,c\na\na,b\n', csv)).toEqual([
      { line: 2, rule: 'malformed', reason: 'the row has 3 fields, and the header 2' },
      { line: 3, rule: 'malformed', reason: 'the row has 1 fields, and the header 2' },
      { line: 4, value: { input: 'a', output: 'b' } },
    ]);
  });

  test('loses one line to a quotation mark that is never closed', async () => {
    expect(await recordsOf('input,output\na,b\n"c,d\ne,f\n\ng,h', csv)).toEqual([
      { line: 2, value: { input: 'a', output: 'b' } },
      { line: 3, rule: 'malformed', reason: 'a quotation mark is not closed where its field ends' },
      { line: 4, value: { input: 'e', output: 'f' } },
      { line: 6, value: { input: 'g', output: 'h' } },
    ]);
  });

  test('keeps a column without a name where it holds something, and refuses rows under a name that stands twice', async () => {
    expect(await recordsOf(',input,output\n0,a,b\n,a,b', csv)).toEqual([
      { line: 2, value: { 'column 1': '0', input: 'a', output: 'b' } },
      { line: 3, value: { input: 'a', output: 'b' } },
    ]);
    expect(await recordsOf('input,output,input\na,b,c', csv)).toEqual([
      { line: 2, rule: 'invalid-shape', reason: 'columns 1 and 3 of the header have one name: give each its own' },
    ]);
  });

  test('may hold messages as JSON in a cell', async () => {
    expect(await recordsOf('messages;group\n"[{""role"":""user""}]";1\n[oops;2', { format: 'csv', delimiter: 0x3b })).toEqual([
      { line: 2, value: { messages: [{ role: 'user' }], group: '1' } },
      { line: 3, rule: 'malformed', reason: 'the cell messages begins as JSON and is none' },
    ]);
  });

  test.each([
    ['a quotation mark that is not closed', '"input,output', /header of the file cannot be read: a quotation mark is not closed/],
    ['no name', ',,\n1,2,3', /names no column/],
    ['too many columns', Array.from({ length: 1001 }, (_, index) => `c${index}`).join(','), /has 1001 columns, and at most 1000/],
    ['__proto__', 'input,__proto__\na,b', /names a column __proto__/],
  ])('whose header has %s fails as a file', async (_, text, message) => {
    await expect(recordsOf(text, csv)).rejects.toThrow(message);
  });
});
