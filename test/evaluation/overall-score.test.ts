import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OverallScore } from '../../src/contracts/overall-score.ts';
import { defaultParts, mapToUnit, overallScore } from '../../src/evaluation/overall-score.ts';
import type { ScorePart } from '../../src/evaluation/overall-score.ts';

const quality: ScorePart = { name: 'quality', value: 0.8, low: 0.7, high: 0.9, ...defaultParts.quality };
const speed: ScorePart = { name: 'speed', value: Math.sqrt(0.1), low: 0.1, high: 1, ...defaultParts.speed };

describe('an overall score', () => {
  test('is the weighted mean of parts between their anchors', () => {
    const { score, low, high, components } = overallScore([quality, speed]);
    // Weights .5 and .1; √0.1 lies half-way between 1 and 0.1 on a logarithmic scale.
    expect(score).toBeCloseTo((0.5 * 0.8 + 0.1 * 0.5) / 0.6, 12);
    expect(low).toBeCloseTo((0.5 * 0.7) / 0.6, 12);
    expect(high).toBeCloseTo((0.5 * 0.9 + 0.1 * 1) / 0.6, 12);
    expect(components.map(({ name, mapped, share }) => [name, mapped, share])).toEqual([
      ['quality', 0.8, expect.closeTo(5 / 6, 12)],
      ['speed', expect.closeTo(0.5, 12), expect.closeTo(1 / 6, 12)],
    ]);
    OverallScore.parse(overallScore([quality, speed]));
  });

  test('is null without a required part, and says which', () => {
    const missing = { ...quality, value: null, reason: 'the model did not answer' };
    const result = overallScore([missing, speed]);
    expect(result).toMatchObject({ score: null, low: null, high: null, reason: 'not measured, but required: quality' });
    expect(result.components[0]).toMatchObject({ mapped: null, share: 0, reason: 'the model did not answer' });
    expect(overallScore([{ ...quality, value: Number.NaN }]).score).toBeNull();
  });

  test('gives the weight of an optional part that is missing to the others', () => {
    expect(overallScore([quality, { ...speed, value: null }])).toMatchObject({
      score: expect.closeTo(0.8, 12),
      components: [{ share: 1 }, { share: 0 }],
    });
    expect(overallScore([{ ...speed, value: null }])).toMatchObject({ score: null, reason: 'no part with a weight was measured' });
  });

  test('takes a part without an interval to lie anywhere in its own', () => {
    expect(overallScore([quality, { name: 'cost', value: 0.5, ...defaultParts.cost }])).toMatchObject({
      low: expect.closeTo((0.5 * 0.7) / 0.6, 12),
      high: expect.closeTo((0.5 * 0.9 + 0.1) / 0.6, 12),
    });
  });

  test('refuses anchors and weights that cannot be', () => {
    const refuse = (given: Partial<ScorePart>) => () => overallScore([{ ...quality, ...given }]);
    expect(refuse({ weight: -1 })).toThrow('the part "quality" of the overall score cannot be used: its weight is -1');
    expect(refuse({ anchors: { zero: 1, one: 1, scale: 'linear' } })).toThrow('two different numbers');
    expect(refuse({ anchors: { zero: 0, one: 1, scale: 'log' } })).toThrow('must be above 0');
  });

  test('lies in [0, 1] and rises with each part', () => {
    const value = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.double({ min: 0.01, max: 5, noNaN: true }), (one, other, weight) => {
        const of = (first: number) =>
          overallScore([
            { ...quality, value: first, weight },
            { ...speed, value: Math.abs(other) },
          ]).score!;
        expect(of(one)).toBeGreaterThanOrEqual(0);
        expect(of(one)).toBeLessThanOrEqual(1 + 1e-12);
        expect(of(one + 0.1)).toBeGreaterThanOrEqual(of(one) - 1e-12);
      }),
    );
  });

  test('maps 0 on a logarithmic scale to its better end', () => {
    expect(mapToUnit(0, { zero: 10, one: 0.1, scale: 'log' })).toBe(1);
    expect(mapToUnit(1000, { zero: 10, one: 0.1, scale: 'log' })).toBe(0);
  });
});
