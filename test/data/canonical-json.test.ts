import { assert, jsonValue, property } from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, hashOf } from '../../src/data/canonical-json.ts';

it('writes keys in ascending order of code units, without white space', () => {
  expect(canonicalJson({ b: [1, { z: null, a: true }], a: 'ä', '10': 1, '9': 2, Z: -0 })).toBe(
    '{"10":1,"9":2,"Z":0,"a":"ä","b":[1,{"a":true,"z":null}]}',
  );
});

it('counts a property without a value as absent, as it is after a trip through JSON', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe(canonicalJson({ b: 1 }));
});

it('says the same before and after a trip through JSON, whatever the order of keys', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, inner]) => [key, shuffled(inner)]),
    );
  };
  assert(
    property(jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(canonicalJson(shuffled(value))).toBe(text);
    }),
  );
});

it.each([
  ['NaN', { a: [Number.NaN] }, '$.a[0]'],
  ['an infinity', { a: Infinity }, '$.a'],
  ['undefined in a list', [undefined], '$[0]'],
  ['a date', { when: new Date(0) }, '$.when'],
  ['a map', new Map(), '$'],
  ['a bigint', { n: 1n }, '$.n'],
  ['a function', () => 1, '$'],
])('refuses %s and says where it is', (_what, value, path) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
  expect(() => canonicalJson(value)).toThrow(path);
});

it('hashes the text', () => {
  expect(hashOf({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
});
