import { expect, test } from 'vitest';
import { matchSpans, scoreSpans } from './score-spans.ts';

const gold = [{ entity: 'EMAIL', start: 10, end: 20 } as const];

test('a finding that covers half of the gold span is a hit', () => {
  expect(scoreSpans([gold], [[{ entity: 'EMAIL', start: 15, end: 40 }]])).toEqual({
    EMAIL: { tp: 1, fp: 0, fn: 0, recall: 1, precision: 1 },
  });
});

test('a finding that covers less is a false alarm, and the value is missed', () => {
  expect(scoreSpans([gold], [[{ entity: 'EMAIL', start: 16, end: 40 }]])).toEqual({
    EMAIL: { tp: 0, fp: 1, fn: 1, recall: 0, precision: 0 },
  });
});

test('another entity in the same place is a false alarm of its own and a miss of the gold one', () => {
  expect(scoreSpans([gold], [[{ entity: 'PHONE', start: 10, end: 20 }]])).toEqual({
    EMAIL: { tp: 0, fp: 0, fn: 1, recall: 0, precision: null },
    PHONE: { tp: 0, fp: 1, fn: 0, recall: null, precision: 0 },
  });
});

test('two findings of one value are one hit and one false alarm', () => {
  const twice = [
    { entity: 'EMAIL', start: 10, end: 20 },
    { entity: 'EMAIL', start: 10, end: 16 },
  ];
  expect(scoreSpans([gold], [twice])['EMAIL']).toMatchObject({ tp: 1, fp: 1, fn: 0, precision: 0.5 });
});

test('one finding over two values leaves one missed', () => {
  const two = [...gold, { entity: 'EMAIL', start: 22, end: 30 } as const];
  expect(scoreSpans([two], [[{ entity: 'EMAIL', start: 10, end: 30 }]])['EMAIL']).toMatchObject({ tp: 1, fp: 0, fn: 1, recall: 0.5 });
});

test('a value that has two right names is a hit by either, for the gold entity', () => {
  const database = [{ entity: 'SECRET', start: 5, end: 15, also: ['URL_CREDENTIALS'] } as const];
  expect(scoreSpans([database], [[{ entity: 'URL_CREDENTIALS', start: 0, end: 30 }]])).toEqual({
    SECRET: { tp: 1, fp: 0, fn: 0, recall: 1, precision: 1 },
  });
});

test('findings of one text never match values of another', () => {
  expect(matchSpans(gold, [])).toMatchObject({ matched: [], missed: gold, wrong: [] });
  expect(() => scoreSpans([gold], [])).toThrow('1 texts of gold spans against 0');
});
