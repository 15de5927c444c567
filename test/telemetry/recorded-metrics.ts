import type { MetricSource } from '../../src/telemetry/meters.ts';

export interface RecordedMetrics {
  source: MetricSource;
  /** Sums of counters, last values of gauges and counts of histograms, by `name{label="value"}`. */
  values: Record<string, number>;
}

/** Stands in for the metrics exporter: keeps in memory what it is told. */
export function recordMetrics(): RecordedMetrics {
  const values: Record<string, number> = {};
  const at = (name: string, labels: Record<string, string> = {}) => {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
  };
  const add = (key: string, value: number) => (values[key] = (values[key] ?? 0) + value);
  const source: MetricSource = {
    createCounter: (name) => ({ add: (value, labels) => void add(at(`${name}_total`, labels), value) }),
    createHistogram: (name) => ({ record: (_, labels) => void add(at(`${name}_count`, labels), 1) }),
    createGauge: (name) => ({ set: (value, labels) => void (values[at(name, labels)] = value) }),
  };
  return { source, values };
}
