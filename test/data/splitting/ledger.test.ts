import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { AnnealFailure } from '../../../src/contracts/failure.ts';
import { LedgerEntry, LedgerHeader } from '../../../src/contracts/split-proof.ts';
import { LedgerReader, requireSalt } from '../../../src/data/splitting/ledger.ts';
import { rowOf, splitAll } from './tables.ts';

const rule = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/ledger' };
const rows = Array.from({ length: 100 }, (_, index) => rowOf(`p${index}`, { group: index % 2 === 0 ? `secret customer ${index}` : null }));
const { ledger, sides } = splitAll([{ stage: 's', rows }], rule);

function messageOf(lines: readonly unknown[]): string {
  const reader = new LedgerReader('blob 7');
  try {
    for (const line of lines) reader.read(line);
    reader.end();
  } catch (error) {
    if (error instanceof AnnealFailure && error.name === 'InvalidInput') return error.message;
    throw error;
  }
  throw new Error('expected a failure');
}

test('a ledger is a header and sorted hashed keys of groups and prompts with their sides, and no text', () => {
  const [header, ...entries] = ledger;
  expect(LedgerHeader.parse(header)).toMatchObject({ salt: 'anneal/ledger', entries: 150, formula: 1 });
  const parsed = entries.map((entry) => LedgerEntry.parse(entry));
  expect(parsed.map(({ key }) => key)).toEqual(parsed.map(({ key }) => key).toSorted());
  const sideOf = new Map(parsed.map(({ key, side }) => [key, side]));
  const hashed = (name: string) => createHash('sha256').update(name).digest('hex');
  for (const [index, { prompt, group }] of rows.entries()) {
    expect([sideOf.get(hashed(prompt)), sideOf.get(hashed(group ?? prompt))]).toEqual([sides[0]![index], sides[0]![index]]);
  }
  expect(JSON.stringify(ledger)).not.toContain('customer');
});

test('keeps what it knew of rows that are gone', () => {
  const less = splitAll([{ stage: 's', rows: [...rows.slice(50), rowOf('new')] }], rule, ledger);
  const keys = new Set(less.ledger.map((line) => JSON.stringify(line)));
  expect(ledger.slice(1).filter((line) => !keys.has(JSON.stringify(line)))).toEqual([]);
  expect(less.ledger).toHaveLength(ledger.length + 1);
});

test.each([
  ['an empty file', [], /blob 7, line 1: it is empty/],
  ['something else', [{ input: 'a', output: 'b' }], /line 1: its first line is not the header of a split ledger/],
  ['no object', ['text'], /line 1: its first line is not the header/],
  ['a later version', [{ ...(ledger[0] as object), version: 2 }], /line 1: it is of a version that this Anneal does not know/],
  ['a cut file', ledger.slice(0, -1), /promises 150 entries, and there are 149/],
  ['a longer file', [...ledger, { key: 'f'.repeat(64), side: 'test' }], /promises 150 entries, and there are 151/],
  ['a bad key', [ledger[0], { key: 'ab', side: 'test' }], /line 2: "key" must be 64 hexadecimal digits/],
  ['a bad side', [ledger[0], { key: 'a'.repeat(64), side: 'tset' }], /line 2: "side" must be one of train, validation, test/],
  ['a repeated line', [ledger[0], ledger[1], ledger[1]], /line 3: keys must ascend/],
  ['a line of null', [ledger[0], null], /line 2: "key" must be/],
])('%s is refused with the line and what to do', (_, lines, expected) => {
  const message = messageOf(lines);
  expect(message).toMatch(expected);
  expect(message).toContain('begin a new one');
});

test('is refused under another salt', () => {
  const header = LedgerHeader.parse(ledger[0]);
  expect(() => requireSalt(header, 'anneal/ledger', 'blob 7')).not.toThrow();
  expect(() => requireSalt(header, 'other', 'blob 7')).toThrow(/made with split\.salt "anneal\/ledger", and this run has "other"/);
});
