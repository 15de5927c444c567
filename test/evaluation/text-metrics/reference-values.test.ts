import { describe, expect, test } from 'vitest';
import { bleuMetric } from '../../../src/evaluation/text-metrics/bleu.ts';
import { bleuTokenizers } from '../../../src/evaluation/text-metrics/bleu-tokens.ts';
import { porterStem } from '../../../src/evaluation/text-metrics/porter-stemmer.ts';
import { corpusOf, itemOf } from './scored.ts';

/** Values that sacreBLEU 2.6.0 and rouge_score 0.1.2 give, to six digits. */
const six = 5;

describe("the example of sacreBLEU's own README", () => {
  const predictions = ['The dog bit the man.', "It wasn't surprising.", 'The man had just bitten him.'];
  const references = [
    ['The dog bit the man.', 'The dog had bit the man.'],
    ['It was not unexpected.', 'No one was surprised.'],
    ['The man bit him first.', 'The man had bitten the dog.'],
  ];

  test.each([
    ['bleu', 48.530827],
    ['bleu:tok=none', 49.191957],
    ['bleu:tok=intl', 43.916235],
    ['chrf', 59.727518],
    ['chrf++', 59.153104],
    ['ter', 40],
  ])('%s is %d', (metric, expected) => {
    expect(corpusOf(metric, predictions, references)).toBeCloseTo(expected, six);
  });

  test('has precisions of 82.35, 50, 45.45 and 37.5 and a brevity penalty of .94287', () => {
    const items = predictions.map((prediction, index) => bleuMetric().statistics(prediction, references[index]!));
    const sums = items[0]!.map((_, column) => items.reduce((sum, item) => sum + item[column]!, 0));
    const precisions = [0, 1, 2, 3].map((order) => (100 * sums[2 + order]!) / sums[6 + order]!);
    for (const [order, expected] of [82.35, 50, 45.45, 37.5].entries()) expect(precisions[order]).toBeCloseTo(expected, 2);
    expect(Math.exp(1 - sums[1]! / sums[0]!)).toBeCloseTo(0.94287, 5);
  });

  test.each([
    [1, 77.65],
    [2, 60.5],
    [3, 53.93],
    [4, 48.53],
    [5, 46.14],
    [6, 43.28],
  ])('BLEU of up to %d-grams is %d', (order, expected) => {
    expect(corpusOf(`bleu:order=${order}`, predictions, references)).toBeCloseTo(expected, 2);
  });
});

test.each([
  ['this is a fest', ['this is a test'], 'bleu', 59.460356],
  ['am I am a character sequence', ['I am a symbol string sequence a a'], 'bleu', 23.263473],
  ['am I am a character sequence', ['I am a symbol string sequence a a'], 'bleu:smooth=floor', 15.557222],
  ['this is a cat', ['okay thanks'], 'bleu:smooth=exp', 0],
  ['this is a cat', ['okay thanks'], 'bleu:smooth=floor', 0],
  ['this is a cat', ['okay thanks'], 'bleu:smooth=add-k', 0],
  ['this is a cat', ['okay thanks'], 'bleu:smooth=none', 0],
  ['the the the the the the the', ['the cat is on the mat', 'there is a cat on the mat'], 'bleu', 7.80985],
  ['The cat.', ['The cat!'], 'bleu', 55.032121],
  ['The cat.', ['The cat!'], 'chrf', 73.452381],
  ['The cat.', ['The cat!'], 'chrf++', 69.672619],
  ['aa', ['ab'], 'chrf:beta=3', 25],
  ['a b c', ['abc'], 'chrf:beta=3', 100],
  ['d e f g h a b c', ['a b c d e f g h'], 'ter', 12.5],
  ['', [''], 'ter', 0],
  ['', ['a'], 'ter', 100],
  ['hello world', ['hello world'], 'bleu', 100],
])('%j against %j has %s %d', (prediction, references, metric, expected) => {
  expect(itemOf(metric, prediction, references)).toBeCloseTo(expected, six);
});

test('matching n-grams are clipped by the reference: 4, 2, 1 and 0 of 6, 5, 4 and 3', () => {
  const statistics = bleuMetric().statistics('am I am a character sequence', ['I am a symbol string sequence a a']);
  expect([...statistics]).toEqual([6, 8, 4, 2, 1, 0, 6, 5, 4, 3]);
});

test('a corpus of two words has BLEU 0 over four orders, its one item 100 over the two that there are', () => {
  expect(corpusOf('bleu', ['hello world'], [['hello world']])).toBe(0);
  expect(corpusOf('chrf:beta=3', ['a', 'b'], [['a'], ['c']])).toBeCloseTo(50, 9);
});

describe('a sentence of which only single words match', () => {
  const prediction = 'Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;';
  const reference = 'producţia de zahăr brut se exprimă în zahăr alb;';

  test.each([
    ['bleu', 8.493099],
    ['bleu:smooth=none', 0],
    ['bleu:smooth=floor', 4.516881],
    ['bleu:smooth=floor[0.5]', 10.100053],
    ['bleu:smooth=add-k', 14.88256],
    ['bleu:smooth=add-k[2]', 21.38946],
    ['bleu:tok=none', 7.347053],
    ['bleu:tok=char', 40.875974],
    ['bleu:tok=char:case=lc', 42.026782],
  ])('%s is %d', (metric, expected) => {
    expect(itemOf(metric, prediction, [reference])).toBeCloseTo(expected, six);
  });
});

test('13a takes punctuation apart but for points and commas between digits', () => {
  const text = "Hello, world! It's $1,234.56 (3.5-4.0%) &quot;ok&quot; &amp; e.g. U.S.A.";
  const tokens = `Hello , world ! It's $ 1,234.56 ( 3.5 - 4.0 % ) " ok " & e . g . U . S . A .`;
  expect(bleuTokenizers['13a'](text)).toEqual(tokens.split(' '));
});

describe('ROUGE', () => {
  test.each([
    ['testing', 'testing one two', 'rouge1', { precision: 1, recall: 1 / 3, f1: 0.5 }],
    ['testing one', 'testing one two', 'rouge2', { precision: 1, recall: 1 / 2, f1: 2 / 3 }],
    ['testing one', 'testing one two', 'rougeL', { precision: 1, recall: 2 / 3, f1: 0.8 }],
    ['testing two', 'testing one two', 'rougeL', { precision: 1, recall: 2 / 3, f1: 0.8 }],
    ['w1 w2 w3 w4 w5', 'w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5', 'rougeLsum', { precision: 0.8, recall: 0.4, f1: 8 / 15 }],
    ['the sky is falling', 'the skies are falling', 'rouge1:stem', { precision: 0.75, recall: 0.75, f1: 0.75 }],
    ['he will die soon', 'he is dying soon', 'rouge1:stem', { precision: 0.75, recall: 0.75, f1: 0.75 }],
    ['he is using it now', 'he is us it now', 'rouge1:stem', { precision: 0.8, recall: 0.8, f1: 0.8 }],
    ['', 'a', 'rougeL', { precision: 0, recall: 0, f1: 0 }],
    ['a', '', 'rougeLsum', { precision: 0, recall: 0, f1: 0 }],
    ['договор', 'договор', 'rouge1', { precision: 0, recall: 0, f1: 0 }],
    ['договор', 'договор', 'rouge1:tok=unicode', { precision: 1, recall: 1, f1: 1 }],
  ])('of %j against %j: %s is %j', (prediction, reference, metric, { precision, recall, f1 }) => {
    const score = itemOf(metric, prediction, [reference]);
    expect(score).toEqual({ precision: expect.closeTo(precision, 12), recall: expect.closeTo(recall, 12), f1: expect.closeTo(f1, 12) });
  });

  test.each([
    ['skies', 'sky'],
    ['dying', 'die'],
    ['dies', 'die'],
    ['using', 'use'],
    ['spied', 'spi'],
    ['enjoy', 'enjoy'],
    ['radically', 'radic'],
    ['geology', 'geolog'],
    ['hopefully', 'hope'],
    ['us', 'us'],
  ])('stems %s to %s', (word, stem) => {
    expect(porterStem(word)).toBe(stem);
  });
});

describe('white space and names as Python has them', () => {
  test('control separators end words, the byte order mark does not', () => {
    expect(bleuTokenizers.none('a\u001cb\u0085c\ufeffd')).toEqual(['a', 'b', 'c\ufeffd']);
  });

  test("names of JavaScript's own objects are words like any other", () => {
    expect(itemOf('bleu', 'constructor toString __proto__ valueOf', ['constructor toString __proto__ valueOf'])).toBeCloseTo(100, 9);
    expect(itemOf('rouge1', 'constructor', ['hasOwnProperty'])).toEqual({ precision: 0, recall: 0, f1: 0 });
  });

  test('characters outside the basic plane count once in chrF', () => {
    expect(itemOf('chrf', '😀a', ['😁a'])).toBeCloseTo(itemOf('chrf', 'xa', ['ya']) as number, 12);
  });
});
