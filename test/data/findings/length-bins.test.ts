import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LengthHistogramData } from '../../../src/contracts/data-report.ts';
import { lengthHistogram } from '../../../src/report/charts/length-histogram.ts';
import { LengthBins } from '../../../src/data/findings/length-bins.ts';

test('every length is counted in the bin that holds it', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(300), fc.nat(2 ** 31 - 1)), { minLength: 1 }), (lengths) => {
      const bins = new LengthBins();
      for (const length of lengths) bins.add('tokens', 'train', length);
      const { edges, counts } = LengthHistogramData.parse(bins.histograms()[0]);
      for (const [bin, count] of counts.entries())
        expect(lengths.filter((length) => length >= edges[bin]! && length < edges[bin + 1]!)).toHaveLength(count);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(lengths.length);
      expect(edges.length).toBeLessThan(100);
    }),
  );
});

test('splits and measures are counted apart, in bins that are the same for all', () => {
  const bins = new LengthBins();
  bins.add('promptWords', 'train', 7);
  bins.add('promptWords', 'test', 6);
  bins.add('answerWords', null, 0);
  expect(bins.histograms()).toEqual([
    { measure: 'promptWords', split: 'train', edges: [6, 8], counts: [1] },
    { measure: 'promptWords', split: 'test', edges: [6, 8], counts: [1] },
    { measure: 'answerWords', split: null, edges: [0, 1], counts: [1] },
  ]);
  expect(new LengthBins().histograms()).toEqual([]);
});

test('a histogram can be drawn of one row, of none, and of lengths far apart', () => {
  const series = (edges: number[], rows: number[]) => [{ title: 'train', colour: 'red', edges, rows }];
  for (const each of [series([5, 6], [1]), series([], []), [], series([0, 1, 2 ** 30, 2 ** 31], [4, 0, 1])]) {
    expect(lengthHistogram('Words', each)).not.toMatch(/NaN|Infinity|undefined/);
  }
});
