import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldAccuracy, parseJsonObject, sameJson } from '../../src/evaluation/json-answer.ts';
import { squadExactMatch, squadTokens, tokenF1 } from '../../src/evaluation/token-f1.ts';

describe('SQuAD exact match and token F1', () => {
  test.each([
    ['The Eiffel Tower!', 'eiffel tower', true, 1],
    ['U.S.A.', 'USA', true, 1],
    ['Paris, France', 'Paris', false, 2 / 3],
    ['the the cat cat', 'the cat sat on the mat', false, 1 / 3],
    ['', '', true, 0],
    ['the', 'a', true, 0],
    ['cat', 'dog', false, 0],
  ])('%j against %j', (answer, reference, exact, f1) => {
    expect(squadExactMatch(answer, reference)).toBe(exact);
    expect(tokenF1(answer, reference)).toBeCloseTo(f1, 12);
  });

  test('words are told apart as Python does, not as JavaScript does', () => {
    expect(squadTokens('one\u001ctwo\u0085three\u00a0four')).toEqual(['one', 'two', 'three', 'four']);
    expect(squadTokens('one\ufefftwo')).toEqual(['one\ufefftwo']);
    expect(squadTokens('à la carte, the-end an')).toEqual(['à', 'la', 'carte', 'theend']);
    expect(squadTokens('éa the naïve a')).toEqual(['éa', 'naïve']);
  });

  test('a token called "constructor" is a token like any other', () => {
    expect(tokenF1('constructor', 'constructor')).toBe(1);
    expect(tokenF1('constructor', 'toString')).toBe(0);
  });

  test('F1 lies in [0, 1], does not depend on the order, and is 1 for equal texts with a token', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        const f1 = tokenF1(one, other);
        expect(f1).toBeGreaterThanOrEqual(0);
        expect(f1).toBeLessThanOrEqual(1);
        expect(tokenF1(other, one)).toBe(f1);
        expect(tokenF1(one, one)).toBe(squadTokens(one).length > 0 ? 1 : 0);
      }),
    );
  });
});

describe('JSON answers', () => {
  test.each([
    ['{"a": 1}', { a: 1 }],
    ['  {"a":\n 1}\n', { a: 1 }],
    ['\n{"a": 1}\nHere is why.', { a: 1 }],
    ['{}', {}],
    ['Sure: {"a": 1}', null],
    ['{"a": 1} {"b": 2}', null],
    ['[1]', null],
    ['null', null],
    ['"text"', null],
    ['{"a": 1', null],
    ['{\n"a": 1}\nand on', null],
    ['', null],
  ])('%j parses to %j', (answer, expected) => {
    expect(parseJsonObject(answer)).toEqual(expected);
  });

  test('the order of fields does not count, everything else does', () => {
    expect(sameJson({ a: 1, b: { c: [1, 2], d: null } }, { b: { d: null, c: [1, 2] }, a: 1 })).toBe(true);
    expect(sameJson({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    expect(sameJson({ a: 1 }, { a: '1' })).toBe(false);
    expect(sameJson({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(sameJson({ toString: 1 }, { valueOf: 1 })).toBe(false);
    expect(sameJson({}, [])).toBe(false);
    expect(sameJson(null, {})).toBe(false);
  });

  test('equality of JSON survives a round trip with shuffled fields', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const shuffled = Object.fromEntries(Object.entries(object).toReversed());
        expect(sameJson(JSON.parse(JSON.stringify(object)), JSON.parse(JSON.stringify(shuffled)))).toBe(true);
      }),
    );
  });

  test('field accuracy is the share of the reference’s fields that are equal', () => {
    const reference = { clause: 'payment', days: 30, parties: ['a', 'b'] };
    expect(fieldAccuracy(reference, reference)).toBe(1);
    expect(fieldAccuracy({ clause: 'payment', days: 31, more: true }, reference)).toBeCloseTo(1 / 3, 12);
    expect(fieldAccuracy({ clause: 'payment', days: '30', parties: ['a', 'b'] }, reference)).toBeCloseTo(2 / 3, 12);
    expect(fieldAccuracy(null, reference)).toBe(0);
    expect(fieldAccuracy({}, {})).toBe(1);
    expect(fieldAccuracy({ a: 1 }, {})).toBe(0);
  });
});
