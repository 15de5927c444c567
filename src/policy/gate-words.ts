import type { Estimate, MetricName } from '../contracts/evaluation-report.ts';

const metricWords: Record<MetricName, string> = {
  accuracy: 'accuracy',
  macroF1: 'macro F1',
  exactMatch: 'exact answers',
  validJson: 'valid JSON',
  fieldAccuracy: 'field accuracy',
  tokenF1: 'token F1',
  perplexity: 'perplexity',
};

/** A metric's name for a person. */
export function describeMetric(metric: MetricName): string {
  return metricWords[metric];
}

/** A share: "0.834" → "83.4 %". */
export function inPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A share with its interval: "83.0 % [74.4, 89.1]". */
export function inShare({ mean, low, high }: Estimate): string {
  return `${inPercent(mean)} [${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`;
}

/** A difference of shares, without its sign: "12.0 points". */
export function inPoints(difference: number): string {
  return `${(difference * 100).toFixed(1)} points`;
}

/** With its sign: "+12.0 points", "−3.0 points". */
export function inSignedPoints(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${inPoints(Math.abs(difference))}`;
}

/** "1 row", "1,200 rows". */
export function rowsText(rows: number): string {
  return rows === 1 ? '1 row' : `${String(rows).replace(/\B(?=(\d{3})+$)/gu, ',')} rows`;
}

/** A metric's value in its own unit: shares in per cent, perplexity as it is. */
export function inMetric(metric: MetricName, value: number): string {
  return metric === 'perplexity' ? value.toFixed(2) : inPercent(value);
}

/** A difference in the metric's own unit, with its sign. */
export function inSignedMetric(metric: MetricName, difference: number): string {
  return metric === 'perplexity' ? `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(2)}` : inSignedPoints(difference);
}
