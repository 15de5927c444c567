import { metrics, registeredName, type LabelsOf, type MetricName, type NameOfKind } from '../contracts/metrics.ts';

type Labels = Record<string, string>;

/** The part of Temporal's metric meter that is used; without an endpoint it is one that does nothing. */
export interface MetricSource {
  createCounter(name: string, unit?: string, description?: string): { add(value: number, labels?: Labels): void };
  createHistogram(
    name: string,
    valueType?: 'int' | 'float',
    unit?: string,
    description?: string,
  ): { record(value: number, labels?: Labels): void };
  createGauge(
    name: string,
    valueType?: 'int' | 'float',
    unit?: string,
    description?: string,
  ): { set(value: number, labels?: Labels): void };
}

/** Anneal's metrics, by their names in Prometheus. */
export interface Meters {
  add<Name extends NameOfKind<'counter'>>(name: Name, value: number, labels: LabelsOf<Name>): void;
  record<Name extends NameOfKind<'histogram'>>(name: Name, value: number, labels: LabelsOf<Name>): void;
  set<Name extends NameOfKind<'gauge'>>(name: Name, value: number, labels: LabelsOf<Name>): void;
}

/** Every metric of the table, on one source. A unit is part of the name, so none is handed on: it would be appended once more. */
export function createMeters(source: MetricSource): Meters {
  const counters = new Map<MetricName, ReturnType<MetricSource['createCounter']>>();
  const histograms = new Map<MetricName, ReturnType<MetricSource['createHistogram']>>();
  const gauges = new Map<MetricName, ReturnType<MetricSource['createGauge']>>();
  for (const name of Object.keys(metrics) as MetricName[]) {
    const { kind, help } = metrics[name];
    if (kind === 'counter') counters.set(name, source.createCounter(registeredName(name), '', help));
    if (kind === 'histogram') histograms.set(name, source.createHistogram(registeredName(name), 'float', '', help));
    if (kind === 'gauge') gauges.set(name, source.createGauge(registeredName(name), 'float', '', help));
  }
  return {
    add: (name, value, labels) => counters.get(name)!.add(Math.round(value), labels as Labels),
    record: (name, value, labels) => histograms.get(name)!.record(value, labels as Labels),
    set: (name, value, labels) => gauges.get(name)!.set(value, labels as Labels),
  };
}

/**
 * Starts counters at 0 with every label value that is known beforehand, and gauges without labels: a counter that appears
 * with its first event is no increase to Prometheus, so that an alert would miss the first failure of every worker.
 */
export function startAtZero(source: MetricSource, belongs: (name: MetricName) => boolean): void {
  for (const name of (Object.keys(metrics) as MetricName[]).filter(belongs)) {
    const { kind, help, labels } = metrics[name];
    if (kind === 'counter') {
      const counter = source.createCounter(registeredName(name), '', help);
      for (const combination of combinations(labels)) counter.add(0, combination);
    }
    if (kind === 'gauge') {
      const gauge = source.createGauge(registeredName(name), 'float', '', help);
      for (const combination of combinations(labels)) gauge.set(0, combination);
    }
  }
}

/** Every combination of label values; none where a label's values come from code. */
function combinations(labels: Readonly<Record<string, readonly string[] | null>>): Labels[] {
  return Object.entries(labels).reduce<Labels[]>(
    (made, [label, values]) => (values ?? []).flatMap((value) => made.map((labels) => ({ ...labels, [label]: value }))),
    [{}],
  );
}

/** Bucket bounds by registered name, as the exporter wants them. */
export function histogramBuckets(): Record<string, number[]> {
  const own = (Object.keys(metrics) as MetricName[]).flatMap((name) => {
    const definition = metrics[name];
    return 'buckets' in definition ? [[name, [...definition.buckets] as number[]] as const] : [];
  });
  return Object.fromEntries(own);
}
