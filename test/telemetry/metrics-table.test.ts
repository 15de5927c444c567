import { describe, expect, test } from 'vitest';
import { metrics, registeredName, type MetricName } from '../../src/contracts/metrics.ts';
import { histogramBuckets, startAtZero } from '../../src/telemetry/meters.ts';
import { read } from '../docs/pages.ts';
import { recordMetrics } from './recorded-metrics.ts';

const names = Object.keys(metrics) as MetricName[];

describe('the table of metrics', () => {
  const page = read('docs/metrics.md');

  test('stands on the page: every name with its type, labels and meaning, and no other', () => {
    const rows = [...page.matchAll(/^\| `(anneal_\w+)` \| (\w+) \| (.*?) \| (.*) \|$/gmu)].map(([, name, type, labels, meaning]) => ({
      name,
      type,
      labels: [...labels!.matchAll(/`(\w+)`/gu)].map(([, label]) => label),
      meaning,
    }));
    expect(rows).toEqual(
      names.map((name) => ({
        name,
        type: metrics[name].kind,
        labels: Object.keys(metrics[name].labels),
        meaning: metrics[name].help.replace(/\.$/, ''),
      })),
    );
  });

  test('names no metric of ours on the page that does not exist', () => {
    const known = new Set<string>(names);
    const named = [...page.matchAll(/\banneal_[a-z_]*[a-z]\b/gu)].map(([name]) => name.replace(/_(?:bucket|sum|count)$/, ''));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('names', () => {
  test('end as Prometheus has it: counters in _total, times in _seconds, and in no other unit', () => {
    const endings = { counter: /_total$/, histogram: /_seconds$/, gauge: /_(?:info|active|per_second|timestamp_seconds)$/ };
    expect(names.filter((name) => !endings[metrics[name].kind].test(name))).toEqual([]);
    expect(names.filter((name) => name.endsWith('_total') !== (metrics[name].kind === 'counter'))).toEqual([]);
  });

  test('of counters are registered without the ending that the exporter appends', () => {
    expect(registeredName('anneal_train_steps_total')).toBe('anneal_train_steps');
    expect(registeredName('anneal_train_seconds')).toBe('anneal_train_seconds');
  });

  test('of histograms hold no other one: the exporter finds buckets by a part of the name', () => {
    const buckets = Object.keys(histogramBuckets());
    expect(buckets.flatMap((name) => buckets.filter((other) => other !== name && other.includes(name)))).toEqual([]);
  });

  test('of labels tell no run, stage, model or file', () => {
    const labels = new Set(names.flatMap((name) => Object.keys(metrics[name].labels)));
    expect([...labels].toSorted()).toEqual([
      'activity',
      'decided_by',
      'failure',
      'gate',
      'operation',
      'outcome',
      'queues',
      'reason',
      'verdict',
      'version',
    ]);
  });
});

test('counters whose labels are known and gauges without labels start at 0, so that the first event is an increase', () => {
  const { source, values } = recordMetrics();
  startAtZero(source, (name) => name !== 'anneal_run_started_total');
  expect(values).toMatchObject({
    anneal_train_steps_total: 0,
    anneal_checkpoint_last_upload_timestamp_seconds: 0,
    'anneal_run_failures_total{failure="StoreUnavailable"}': 0,
    'anneal_gate_verdicts_total{gate="retention",verdict="error"}': 0,
  });
  expect(values).not.toHaveProperty('anneal_run_started_total');
  expect(Object.keys(values).filter((key) => key.startsWith('anneal_activity_failures_total'))).toEqual([]);
});
