import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalRow } from '../../src/data/canonical-row.ts';
import type { Row } from '../../src/contracts/row.ts';
import { StatisticsBuilder } from '../../src/data/statistics.ts';
import { LengthHistogram } from '../../src/data/statistics/length-histogram.ts';

function statisticsOf(lengths: number[]) {
  const histogram = new LengthHistogram();
  for (const length of lengths) histogram.add(length);
  return histogram.statistics();
}

test('quantiles are interpolated as numpy does', () => {
  // numpy.quantile([1, 2, 3, 4, 10], [.05, .5, .95]) = [1.2, 3, 8.8]
  const { mean, p5, p50, p95, max } = statisticsOf([10, 1, 4, 2, 3]);
  expect([mean, p50, max]).toEqual([4, 3, 10]);
  expect(p5).toBeCloseTo(1.2, 12);
  expect(p95).toBeCloseTo(8.8, 12);
});

test('no rows have no lengths', () => {
  expect(statisticsOf([])).toEqual({ mean: 0, p5: 0, p50: 0, p95: 0, max: 0 });
});

test('quantiles are those of the sorted list, in any order of rows', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1 }), (lengths) => {
      const sorted = lengths.toSorted((a, b) => a - b);
      const expected = (share: number) => {
        const at = share * (sorted.length - 1);
        return sorted[Math.floor(at)]! + (sorted[Math.ceil(at)]! - sorted[Math.floor(at)]!) * (at % 1);
      };
      const { p5, p50, p95, max } = statisticsOf(lengths);
      expect(p5).toBeCloseTo(expected(0.05), 9);
      expect(p50).toBeCloseTo(expected(0.5), 9);
      expect(p95).toBeCloseTo(expected(0.95), 9);
      expect(max).toBe(sorted.at(-1));
    }),
  );
});

test('a dataset has lengths of prompts and answers and the number of distinct answers', () => {
  const builder = new StatisticsBuilder();
  for (const [input, output] of [
    ['one two three', 'yes'],
    ['four', 'no'],
    ['five six', 'yes'],
  ])
    builder.add(canonicalRow({ input, output }, { file: 'f', line: 1 }) as Row);
  expect(builder.statistics()).toMatchObject({
    rows: 3,
    distinctAnswers: 2,
    promptWords: { mean: 2, p50: 2, max: 3 },
    answerCharacters: { max: 3 },
  });
});
