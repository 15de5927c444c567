import { AnnealFailure } from '../../contracts/failure.ts';
import { metricNames, ownPrefix } from '../../contracts/metric-names.ts';
import type { FileMetric } from './file-metric.ts';
import type { MetricFamily } from './metric-families.ts';
import { metricFamilies } from './metric-families.ts';
import type { OwnMetrics } from './own-file-metric.ts';
import { noOwnMetrics, ownFileMetric } from './own-file-metric.ts';

/** A metric as it was asked for: "bleu:tok=intl:smooth=floor". */
export interface NamedMetric {
  text: string;
  metric: FileMetric;
}

/**
 * Reads a list such as "bleu:tok=intl,chrf++,rougeL:stem": names with commas between them, each followed by its options.
 * A metric that is named twice is measured once. `own`: metrics of one's own, which "own:NAME" names.
 * @throws AnnealFailure InvalidInput naming what was given and what is allowed
 */
export function readMetrics(list: string, own: OwnMetrics = noOwnMetrics): NamedMetric[] {
  const texts = [...new Set(list.split(',').map((text) => text.trim()))].filter((text) => text !== '');
  if (texts.length === 0) throw bad(`No metric is named. ${known()}`);
  return texts.map((text) => readMetric(text, own));
}

/** One metric with its options. @throws AnnealFailure InvalidInput naming what was given and what is allowed */
export function readMetric(text: string, own: OwnMetrics): NamedMetric {
  return { text, metric: text.startsWith(ownPrefix) ? ownMetric(text.slice(ownPrefix.length), own) : listedMetric(text) };
}

function ownMetric(name: string, own: OwnMetrics): FileMetric {
  const found = own.get(name);
  if (found !== undefined) return ownFileMetric(found);
  const others = own.size === 0 ? 'none is configured' : `there are ${[...own.keys()].join(', ')}`;
  throw bad(
    `There is no metric of your own "${name}" here: ${others}. A worker has those of ANNEAL_OWN_METRICS, \`anneal score\` those of --metric-module.`,
  );
}

function listedMetric(text: string): FileMetric {
  const [name = '', ...options] = text.split(':');
  const family = metricFamilies.get(name);
  if (family === undefined) throw bad(`There is no metric "${name}". ${known()}`);
  const values = new Map<string, unknown>();
  for (const option of options) {
    const [key, value] = readOption(name, family, option);
    if (values.has(key)) throw bad(`"${text}" gives the option ${key} twice.`);
    values.set(key, value);
  }
  return family.make(Object.fromEntries(values));
}

function readOption(name: string, { options }: MetricFamily, text: string): [string, unknown] {
  const at = text.indexOf('=');
  const [key, given] = at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  const option = Object.hasOwn(options, key) ? options[key] : undefined;
  if (option === undefined) throw bad(`${name} has no option "${key}". ${allowedOptions(name, options)}`);
  const value = option.read(given);
  if (value === undefined) throw bad(`${name}:${text} is not allowed: ${key} takes ${option.allowed}.`);
  return [key, value];
}

function allowedOptions(name: string, options: MetricFamily['options']): string {
  const each = Object.entries(options).map(([key, { allowed }]) => `${key} (${allowed})`);
  return each.length === 0 ? `${name} takes no options.` : `Its options are ${each.join('; ')}.`;
}

function known(): string {
  return `There are ${metricNames.join(', ')}; options follow after colons, as in bleu:tok=intl:smooth=floor; own:NAME is one of your own.`;
}

function bad(message: string): AnnealFailure {
  return new AnnealFailure('InvalidInput', message);
}
