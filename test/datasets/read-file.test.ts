import { mkdtemp, readdir, readFile as bytesOf, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatasetFormat } from '../../src/contracts/dataset-reading.ts';
import { countRows, readFile } from '../../src/datasets/read-file.ts';
import { collect } from '../data/collect.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-read-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/parquet/${name}.parquet`, import.meta.url));

async function valuesOf(text: string | Uint8Array, name: string, format?: DatasetFormat): Promise<unknown[]> {
  const path = join(folder, 'file');
  await writeFile(path, text);
  return (await collect(readFile(path, name, { format }))).flat().map((record) => ('value' in record ? record.value : record.rule));
}

describe('the format of a file', () => {
  const rows = [{ input: 'q', output: 'a' }];

  test.each<[string, string]>([
    ['{"input":"q","output":"a"}', 'rows.csv'],
    ['[{"input":"q","output":"a"}]', 'rows.json.gz'],
    ['\n [{"input":"q","output":"a"}]', 'rows'],
    ['[{"input":"q",\n"output":"a"}]', 'rows.jsonl'],
    ['input,output\nq,a', 'rows'],
    ['input\toutput\nq\ta', 'rows'],
    ['input|output\nq|a', 'rows.csv'],
    ['"input","output"\n"q","a"', 'rows.csv'],
  ])('is told by content: %j named %s', async (text, name) => {
    expect(await valuesOf(text, name)).toEqual(rows);
  });

  test('is what the name says where the content leaves a choice', async () => {
    expect(await valuesOf('input,output\nq,a', 'rows.jsonl')).toEqual(['malformed', 'malformed']);
    expect(await valuesOf('[a],b\n1,2', 'rows.csv')).toEqual([{ '[a]': '1', b: '2' }]);
    await expect(valuesOf('some words', 'rows')).rejects.toThrow(/rows is text without rows/);
  });

  test('may be named, but not against what the content says', async () => {
    expect(await valuesOf('input,output\nq,a', 'rows.jsonl', 'csv')).toEqual(rows);
    await expect(valuesOf('{}', 'rows.jsonl', 'parquet')).rejects.toThrow(/does not begin with PAR1, but the format parquet is asked for/);
    await expect(collect(readFile(fixture('pairs'), 'pairs', { format: 'csv' }))).rejects.toThrow(/is a Parquet file, but the format csv/);
  });
});

describe('a Parquet file', () => {
  test.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])(
    'of nested columns packed by %s is read over row groups',
    async (codec) => {
      const records = (await collect(readFile(fixture(`chat-${codec}`), 'chat.parquet'))).flat();
      expect(records.map(({ line }) => line)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
      expect(records[5]).toMatchObject({
        value: {
          messages: [
            { role: 'user', content: 'Which clause is number 5, the naïve one?' },
            { role: 'assistant', content: 'payment' },
          ],
          group: 'contract 1',
          count: '1152921504606846981',
          signed: false,
        },
      });
      expect(records[4]).toMatchObject({ value: { count: 4, signed: true } });
      expect(JSON.stringify(records)).not.toContain('unused');
      expect(await countRows(fixture(`chat-${codec}`), 'chat.parquet')).toEqual({ rows: 12, format: 'parquet' });
    },
  );

  test('of many rows comes in batches, each row once', async () => {
    const batches = await collect(readFile(fixture('pairs'), 'pairs.parquet'));
    expect(batches.length).toBeGreaterThan(2);
    const records = batches.flat();
    expect(records).toHaveLength(40_000);
    expect(records.every(({ line }, index) => line === index + 1)).toBe(true);
    expect(records[39_999]).toEqual({ line: 40_000, value: { input: 'question 499', output: 'no' } });
  });

  test('leaves out bytes that are no text', async () => {
    expect((await collect(readFile(fixture('binary'), 'b.parquet'))).flat()).toEqual([
      { line: 1, value: { input: 'question', output: 'answer' } },
    ]);
  });

  test('that is packed leaves nothing behind', async () => {
    expect(await valuesOf(gzipSync(await bytesOf(fixture('chat-zstd'))), 'chat.parquet.gz')).toHaveLength(12);
    expect(await readdir(folder)).toEqual(['file']);
  });
});
