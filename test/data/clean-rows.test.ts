import { expect, test } from 'vitest';
import { collect } from './collect.ts';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { cleanRows, SeenRows, type RowOutcome } from '../../src/data/clean-rows.ts';
import { RowTally } from '../../src/data/row-counts.ts';

async function outcomesOf(values: unknown[], file: string, seen = new SeenRows()): Promise<RowOutcome[]> {
  async function* records() {
    yield values.map((value, index) => ({ line: index + 1, value }));
  }
  return (await collect(cleanRows(records(), file, seen))).flat();
}

test('a repeated row is dropped and names where it stood first, over files and shapes', async () => {
  const seen = new SeenRows();
  await outcomesOf(
    [
      { input: 'other', output: 'x' },
      { input: 'q', output: 'a' },
    ],
    'general/train.jsonl',
    seen,
  );
  const [again] = await outcomesOf(
    [
      {
        messages: [
          { role: 'user', content: 'q ' },
          { role: 'assistant', content: 'a\r\n' },
        ],
      },
    ],
    'more.jsonl',
    seen,
  );
  expect(again).toEqual({
    dropped: { file: 'more.jsonl', line: 1, rule: 'exact-duplicate', reason: 'same as line 2 of general/train.jsonl' },
  });
});

test('one prompt with two answers is no duplicate', async () => {
  const outcomes = await outcomesOf(
    [
      { input: 'q', output: 'a' },
      { input: 'q', output: 'b' },
    ],
    'f.jsonl',
  );
  expect(outcomes.every((outcome) => 'row' in outcome)).toBe(true);
});

test('counts add up over two steps', () => {
  const cleaning = new RowTally();
  for (let count = 0; count < 5; count += 1) cleaning.keep();
  cleaning.drop({ file: 'f', line: 1, rule: 'empty', reason: 'r' });
  expect(cleaning.counts()).toEqual({ read: 6, kept: 5, dropped: { empty: 1 } });
  const validation = new RowTally(cleaning.counts());
  for (let count = 0; count < 3; count += 1) validation.keep();
  for (let count = 0; count < 2; count += 1) validation.drop({ file: 'f', line: 2, rule: 'too-short', reason: 'r' });
  expect(validation.counts()).toEqual({ read: 6, kept: 3, dropped: { empty: 1, 'too-short': 2 } });
});

test('a dataset without a usable row is rejected with counts and the first places', () => {
  const tally = new RowTally();
  for (let line = 1; line <= 9; line += 1) tally.drop({ file: 'a.jsonl', line, rule: 'malformed', reason: 'not JSON' });
  const failure = catchFailure(() => tally.requireRows('company'));
  expect(failure.name).toBe('DatasetRejected');
  expect(failure.message).toContain(
    'Dataset "company" has no usable row: all 9 rows were dropped (malformed 9). First: a.jsonl:1: not JSON; a.jsonl:2',
  );
  expect(failure.message).not.toContain('a.jsonl:4');
  expect(catchFailure(() => new RowTally().requireRows('empty')).message).toContain('it holds no row at all');
});

function catchFailure(act: () => void): AnnealFailure {
  try {
    act();
  } catch (error) {
    if (error instanceof AnnealFailure) return error;
  }
  throw new Error('expected an AnnealFailure');
}
