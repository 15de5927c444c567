import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LatencyReport } from '../../../src/contracts/serving-report.ts';
import { measureLatency } from '../../../src/evaluation/latency/measure-latency.ts';
import type { RequestRecord } from '../../../src/evaluation/latency/measure-latency.ts';
import { quantilesOf } from '../../../src/evaluation/latency/quantile-interval.ts';

const request = (given: Partial<RequestRecord> = {}): RequestRecord => ({
  startMs: 0,
  firstTokenMs: 100,
  endMs: 1000,
  outputTokens: 10,
  ok: true,
  ...given,
});

describe('quantiles', () => {
  test('are linear, and null with a reason where values are too few', () => {
    const few = quantilesOf([400, 130, 100, 120, 150]);
    expect(few.p50).toMatchObject({ value: 130, reason: null });
    expect(few.p95).toEqual({ value: null, low: null, high: null, reason: 'p95 needs 20 values; there are 5' });
    expect(quantilesOf([]).p50.reason).toBe('nothing was measured');
    const hundred = quantilesOf(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(hundred.p95.value).toBeCloseTo(95.05, 9);
    expect(hundred.p99.value).toBeCloseTo(99.01, 9);
    expect(quantilesOf(Array.from({ length: 99 }, () => 1)).p99.value).toBeNull();
  });

  test('have the published ranks for bounds: medians of 10 and 20 lie between the 2nd and 9th, the 6th and 15th value', () => {
    const of = (n: number) => quantilesOf(Array.from({ length: n }, (_, index) => index + 1)).p50;
    expect(of(10)).toMatchObject({ low: 2, high: 9 });
    expect(of(20)).toMatchObject({ low: 6, high: 15 });
    expect(of(5)).toMatchObject({ low: null, high: null });
  });

  test('of a tail that even the largest value cannot bound have no upper bound', () => {
    const twenty = quantilesOf(Array.from({ length: 20 }, (_, index) => index + 1)).p95;
    expect(twenty.high).toBeNull();
    expect(twenty.low).not.toBeNull();
  });

  test('lie within their bounds, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 150 }), (values) => {
        const found = quantilesOf(values);
        expect(quantilesOf(values.toReversed())).toEqual(found);
        for (const { value, low, high } of [found.p50, found.p95, found.p99]) {
          if (value === null) continue;
          expect(low ?? value).toBeLessThanOrEqual(value);
          expect(high ?? value).toBeGreaterThanOrEqual(value);
        }
      }),
    );
  });
});

describe('requests', () => {
  test('give times, rates and goodput by hand', () => {
    const report = measureLatency(
      [
        request(),
        request({ startMs: 500, firstTokenMs: 900, endMs: 2500, outputTokens: 5 }),
        request({ startMs: 600, firstTokenMs: null, endMs: 4000, outputTokens: null, ok: false }),
      ],
      { endToEndMs: 1500, firstTokenMs: 200 },
    );
    expect(report.wallSeconds).toBe(4);
    expect(report.endToEndMs.p50.value).toBe(1500); // 1,000 and 2,000
    expect(report.firstTokenMs.p50.value).toBe(250); // 100 and 400
    expect(report.perOutputTokenMs.p50.value).toBe((900 / 9 + 1600 / 4) / 2);
    expect(report.requestsPerSecond).toBe(0.5);
    expect(report.tokensPerSecond).toBe(15 / 4);
    expect(report.goodputPerSecond).toBe(0.25);
    expect(report.failures.estimate).toMatchObject({ mean: 1 / 3, n: 3 });
    LatencyReport.parse(report);
  });

  test('that did not stream have no first token; one token has no time between tokens', () => {
    const report = measureLatency([request({ firstTokenMs: null }), request({ outputTokens: 1 })], { perOutputTokenMs: 1 });
    expect(report.firstTokenMs.n).toBe(1);
    expect(report.perOutputTokenMs).toMatchObject({ n: 0, p50: { value: null, reason: 'nothing was measured' } });
    expect(report.goodputPerSecond).toBe(1); // the one-token answer waits for no second token; the other was not measured
  });

  test('with impossible times are counted and left out', () => {
    const wrong = [
      request({ endMs: -1 }),
      request({ firstTokenMs: 5000 }),
      request({ startMs: Number.NaN }),
      request({ outputTokens: -3 }),
      request({ outputTokens: Number.NaN }),
    ];
    const report = measureLatency([...wrong, request()]);
    expect(report).toMatchObject({ requests: 1, invalid: 5, wallSeconds: 1, goodputPerSecond: null });
  });

  test('that failed are counted by how, where that is known of each', () => {
    const failed = [503, 'timeout', 503, 'brokenStream', 'connection', 404] as const;
    const records = failed.map((failure) => request({ ok: false, failure }));
    expect(measureLatency([request(), ...records]).failed).toEqual({
      http: { 404: 1, 503: 2 },
      connection: 1,
      brokenStream: 1,
      timeout: 1,
    });
    expect(measureLatency([request({ ok: false }), ...records]).failed).toBeUndefined();
    expect(measureLatency([request()]).failed).toEqual({ http: {}, connection: 0, brokenStream: 0, timeout: 0 });
    LatencyReport.parse(measureLatency(records));
  });

  test('that all fail, or that were not made, leave nulls and no exception', () => {
    const failed = measureLatency([request({ ok: false, outputTokens: null }), request({ ok: false })]);
    expect(failed).toMatchObject({ requestsPerSecond: 0, endToEndMs: { n: 0 }, failures: { estimate: { mean: 1 } } });
    const none = measureLatency([]);
    expect(none).toMatchObject({
      requests: 0,
      wallSeconds: null,
      requestsPerSecond: null,
      failures: { estimate: null, reason: 'no request was made' },
    });
    expect(measureLatency([request({ outputTokens: null }), request()]).tokensPerSecond).toBeNull();
    LatencyReport.parse(none);
  });
});
