/** Prometheus' text format, read strictly. */

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface MetricFamily {
  name: string;
  type: string;
  help: string;
  samples: Sample[];
}

const sampleShape = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([0-9.eE+-]+|NaN|[+-]Inf)$/;
const labelShape = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy;

/**
 * The families of a scrape. Throws where a line has no meaning, a sample stands without its HELP and TYPE lines or twice, or
 * a histogram is not whole.
 */
export function readExposition(text: string): MetricFamily[] {
  if (!text.endsWith('\n')) throw new Error('the last line is not ended');
  const families: MetricFamily[] = [];
  const seen = new Set<string>();
  let help: [string, string] | null = null;
  for (const line of text.trimEnd().split('\n')) {
    const [, kind, name, rest = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      help = [name!, rest];
    } else if (kind === 'TYPE') {
      if (help?.[0] !== name) throw new Error(`TYPE without HELP: ${line}`);
      if (families.some((family) => family.name === name)) throw new Error(`a family stands twice: ${line}`);
      families.push({ name: name!, type: rest, help: help![1], samples: [] });
    } else {
      const family = families.at(-1);
      const sample = readSample(line);
      if (family === undefined || !belongs(sample, family)) throw new Error(`a sample outside of its family: ${line}`);
      const series = `${sample.name} ${seriesOf(sample)}`;
      if (seen.has(series)) throw new Error(`a series stands twice: ${line}`);
      seen.add(series);
      family.samples.push(sample);
    }
  }
  for (const family of families) if (family.type === 'histogram') checkHistogram(family);
  return families;
}

function readSample(line: string): Sample {
  const [, name, labelText = '', value] = sampleShape.exec(line) ?? [];
  if (name === undefined) throw new Error(`no sample: ${line}`);
  const labels = [...labelText.matchAll(labelShape)];
  if (labels.map(([whole]) => whole).join('') !== labelText) throw new Error(`unreadable labels: ${line}`);
  return {
    name,
    labels: Object.fromEntries(labels.map(([, label, text]) => [label!, text!])),
    value: Number(value!.replace('Inf', 'Infinity')),
  };
}

function belongs({ name }: Sample, family: MetricFamily): boolean {
  const endings = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  return endings.some((ending) => name === `${family.name}${ending}`);
}

/** The labels in one order, without one that is named. */
function seriesOf({ labels }: Sample, without?: string): string {
  const pairs = Object.entries(labels).filter(([label]) => label !== without);
  return pairs
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .toSorted((a, b) => a.localeCompare(b))
    .join();
}

/** Buckets grow, and the last one, +Inf, holds as many as the count says. */
function checkHistogram({ name, samples }: MetricFamily): void {
  const series = Map.groupBy(samples, (sample) => seriesOf(sample, 'le'));
  for (const [labels, own] of series) {
    const buckets = own
      .filter((sample) => sample.name.endsWith('_bucket'))
      .map(({ labels, value }) => ({ le: Number(labels['le']!.replace('Inf', 'Infinity')), value }));
    const sorted = buckets.toSorted((a, b) => a.le - b.le);
    const grows = sorted.every(({ value }, index) => index === 0 || value >= sorted[index - 1]!.value);
    const count = own.find((sample) => sample.name === `${name}_count`)?.value;
    const last = sorted.at(-1);
    if (!grows || last?.le !== Number.POSITIVE_INFINITY || last.value !== count) throw new Error(`a broken histogram: ${name} ${labels}`);
  }
}

/** The sum over all samples of a name whose labels are as asked; null where there is none. */
export function sumOf(families: readonly MetricFamily[], name: string, labels: Record<string, string> = {}): number | null {
  const found = families
    .flatMap(({ samples }) => samples)
    .filter((sample) => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value));
  return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
}
