import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareFields } from '../../../src/evaluation/json/field-comparison.ts';
import { jsonFieldScores, jsonMatch } from '../../../src/evaluation/json/field-scores.ts';
import { sameJson } from '../../../src/evaluation/json-answer.ts';

const verdicts = (given: unknown, wanted: unknown, options = {}) =>
  compareFields(given, wanted, options).map(({ path, result }) => `${path} ${result}`);

describe('JSON field by field', () => {
  test('says of every leaf what became of it', () => {
    const wanted = { clause: 'payment', days: 30, parties: [{ name: 'A' }, { name: 'B' }], notes: null };
    const given = { days: 31, clause: 'payment', parties: [{ name: 'A' }], extra: { deep: 1 } };
    expect(verdicts(given, wanted)).toEqual([
      '/clause equal',
      '/days different',
      '/parties/0/name equal',
      '/parties/1/name missing',
      '/notes missing',
      '/extra/deep unexpected',
    ]);
  });

  test.each([
    [{ a: null }, { a: null }, ['/a equal']],
    [{}, { a: null }, ['/a missing']],
    [{ a: [] }, { a: [] }, ['/a equal']],
    [{ a: {} }, { a: [] }, ['/a different']],
    [{ a: [1] }, { a: [] }, ['/a/0 unexpected']],
    [{ a: [] }, { a: [1] }, ['/a/0 missing']],
    [{ a: 1 }, { a: { b: 1, c: 2 } }, ['/a/b different', '/a/c different']],
    [{ a: { b: 1 } }, { a: 1 }, ['/a different']],
    [{ a: '1' }, { a: 1 }, ['/a different']],
    [{ 'a/b': 1, '~': 2 }, { 'a/b': 1, '~': 2 }, ['/a~1b equal', '/~0 equal']],
    [{ constructor: 1 }, {}, ['/constructor unexpected']],
    [{}, {}, [' equal']],
  ])('%j against %j', (given, wanted, expected) => {
    expect(verdicts(given, wanted)).toEqual(expected);
  });

  test('numbers within a tolerance and texts but for case are equal where asked', () => {
    expect(verdicts({ a: 1.004, b: ' Law' }, { a: 1, b: 'law' })).toEqual(['/a different', '/b different']);
    expect(verdicts({ a: 1.004, b: ' Law' }, { a: 1, b: 'law' }, { numberTolerance: 0.01, text: 'folded' })).toEqual([
      '/a equal',
      '/b equal',
    ]);
  });

  test('all leaves equal means the same JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (one, other) => {
        const [first, second] = JSON.parse(JSON.stringify([one, other])) as [object, object];
        const isEqual = (given: unknown, wanted: unknown) => compareFields(given, wanted).every(({ result }) => result === 'equal');
        expect(isEqual(first, second)).toBe(sameJson(first, second));
        expect(isEqual(first, structuredClone(first))).toBe(true);
      }),
    );
  });

  test('an answer nested 20,000 deep costs nobody else a score', () => {
    const deep = '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000);
    const scores = jsonFieldScores([
      { prediction: deep, reference: '{"a":1}' },
      { prediction: deep, reference: deep },
      { prediction: '{"a":1}', reference: '{"a":1}' },
    ]);
    expect(scores).toMatchObject({ n: 3, equality: { mean: 1 / 3 } });
    expect(sameJson(JSON.parse(deep), JSON.parse(deep.replace('1', '2')))).toBe(false);
  });
});

describe('scores of JSON answers', () => {
  const reference = '{"clause":"law","days":[1,2]}';
  const items = [
    { prediction: reference, reference },
    { prediction: '{"clause":"law","days":[1,3],"more":true}', reference },
    { prediction: 'I cannot say.', reference },
    { prediction: null, reference },
    { prediction: '{}', reference: 'none' },
  ];

  test('equality, precision, recall and each field, what is left out counted', () => {
    const scores = jsonFieldScores(items);
    expect(scores).toMatchObject({
      n: 3,
      unparseable: 1,
      leftOut: 2,
      reason: null,
      signature: 'json:fields|lists:ordered|numbers:0|text:exact|version:1',
    });
    expect(scores.equality?.mean).toBeCloseTo(1 / 3, 12);
    expect(scores.precision).toBeCloseTo(5 / 7, 12);
    expect(scores.recall).toBeCloseTo(5 / 9, 12);
    expect(scores.f1).toBeCloseTo((2 * (5 / 7) * (5 / 9)) / (5 / 7 + 5 / 9), 12);
    expect(scores.fields.map(({ path, equal, missing }) => [path, equal, missing])).toEqual([
      ['/clause', 2, 1],
      ['/days/*', 3, 2],
      ['/more', 0, 0],
    ]);
    expect(scores.fields[0]!.accuracy?.mean).toBeCloseTo(2 / 3, 12);
    expect(scores.fields[2]!.accuracy).toBeNull();
  });

  test('nothing to score is null with a reason', () => {
    expect(jsonFieldScores([])).toMatchObject({
      equality: null,
      precision: null,
      recall: null,
      f1: null,
      n: 0,
      reason: expect.any(String),
    });
    expect(jsonFieldScores([{ prediction: 'no', reference }])).toMatchObject({ precision: 0, recall: 0, f1: 0, unparseable: 1 });
  });

  test('as a metric of single answers: right, wrong, or not scorable', () => {
    expect(jsonMatch().score('{"days":[1,2],"clause":"law"}', ['{}', reference])).toBe(1);
    expect(jsonMatch().score('{"days":[2,1],"clause":"law"}', [reference])).toBe(0);
    expect(jsonMatch().score('no', [reference])).toBe(0);
    expect(jsonMatch().score('{}', ['text'])).toBeNull();
  });
});
