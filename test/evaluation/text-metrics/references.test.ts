import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { porterStem } from '../../../src/evaluation/text-metrics/porter-stemmer.ts';
import { measured } from './scored.ts';

type Expected = number | [precision: number, recall: number, f1: number];

interface Header {
  metrics: string[];
  corpora: { start: number; end: number; scores: Record<string, number>; signatures: Record<string, string> }[];
}

function linesOf(name: string): string[] {
  const file = join(import.meta.dirname, '..', '..', 'fixtures', 'metrics', name);
  return gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
}

const [first = '', ...rest] = linesOf('pairs.jsonl.gz');
const { metrics, corpora } = JSON.parse(first) as Header;
const pairs = rest.map((line) => JSON.parse(line) as [prediction: string, references: string[], scores: Expected[]]);
const predictions = pairs.map(([prediction]) => prediction);
const references = pairs.map(([, each]) => each);
const tolerance = 1e-9;

function distance(given: unknown, expected: Expected): number {
  if (typeof expected === 'number') return typeof given === 'number' ? Math.abs(given - expected) : Number.NaN;
  const { precision, recall, f1 } = given as { precision: number; recall: number; f1: number };
  return Math.max(...[precision, recall, f1].map((value, index) => Math.abs(value - expected[index]!)));
}

describe('on 1,000 generated pairs, item by item within 1e-9', () => {
  test.each(metrics.map((metric, index) => ({ metric, index })))(
    '$metric is what the reference implementation says',
    ({ metric, index }) => {
      const { items } = measured(metric, predictions, references);
      const wrong = items.flatMap(({ score }, row) => {
        const expected = pairs[row]![2][index]!;
        return distance(score, expected) <= tolerance ? [] : [{ row, score, expected }];
      });
      expect(items).toHaveLength(1000);
      expect(wrong.slice(0, 5)).toEqual([]);
    },
  );
});

describe.each(corpora)('on the corpus of the pairs $start to $end', ({ start, end, scores, signatures }) => {
  test.each(Object.keys(scores))('%s and its signature are those of sacreBLEU', (metric) => {
    const { corpus, signature } = measured(metric, predictions.slice(start, end), references.slice(start, end));
    expect(distance(corpus, scores[metric]!)).toBeLessThanOrEqual(tolerance);
    expect(signature.replace('|order:2', '')).toBe(signatures[metric]);
  });
});

test("12,000 words have NLTK's stems", () => {
  const words = linesOf('stems.txt.gz').map((line) => line.split(' '));
  expect(words.filter(([word = '', stem]) => porterStem(word) !== stem)).toEqual([]);
  expect(words.length).toBeGreaterThan(9000);
});
