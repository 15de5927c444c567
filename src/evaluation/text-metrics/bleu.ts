import { bleuTokenizers } from './bleu-tokens.ts';
import type { BleuTokenizer } from './bleu-tokens.ts';
import { ngramMatches } from './ngram-matches.ts';
import { sacrebleuVersion } from './releases.ts';
import type { TextMetric } from './text-metric.ts';
import { signatureOf } from './text-metric.ts';
import { TokenIds } from './token-ids.ts';
import { stripEnd } from './white-space.ts';

/** What stands in for a precision of 0 (Chen and Cherry 2014; `exp` is mteval's). `value` as given, or the usual one. */
export type Smoothing = { method: 'exp' | 'none' } | { method: 'floor' | 'add-k'; value: number };

export interface BleuOptions {
  tokenizer: BleuTokenizer;
  smoothing: Smoothing;
  lowerCase: boolean;
  /** The longest n-grams that count: 4 but for experiments. */
  order: number;
}

export const bleuDefaults: BleuOptions = { tokenizer: '13a', smoothing: { method: 'exp' }, lowerCase: false, order: 4 };

/** How sacreBLEU takes the logarithm of 0. */
const logOfZero = -9_999_999_999;

/**
 * BLEU (Papineni et al. 2002), 0 to 100, as sacreBLEU computes it. Statistics: length of the prediction, length of the
 * closest reference (the shorter of two as close), matching n-grams of each order, n-grams of each order. An item by
 * itself is scored over the orders that it has n-grams of, a corpus over all.
 */
export function bleuMetric(options: Partial<BleuOptions> = {}): TextMetric {
  const { tokenizer, smoothing, lowerCase, order } = { ...bleuDefaults, ...options };
  const tokensOf = (text: string) => bleuTokenizers[tokenizer](stripEnd(lowerCase ? text.toLowerCase() : text));
  return {
    name: 'BLEU',
    better: 'higher',
    scale: 100,
    width: 2 + 2 * order,
    statistics(prediction, references) {
      const ids = new TokenIds();
      const wanted = references.map((reference) => ids.add(tokensOf(reference)));
      const given = ids.find(tokensOf(prediction));
      const totals = Array.from({ length: order }, (_, index) => Math.max(0, given.length - index));
      const closest = closestLength(given.length, wanted);
      return Float64Array.of(given.length, closest, ...ngramMatches(given, wanted, order), ...totals);
    },
    itemScore: (statistics) => bleuScore(statistics, smoothing, true),
    corpusScore: (sums) => bleuScore(sums, smoothing, false),
    signature: (references) =>
      signatureOf({
        nrefs: references,
        case: lowerCase ? 'lc' : 'mixed',
        eff: 'no',
        tok: tokenizer,
        smooth: 'value' in smoothing ? `${smoothing.method}[${smoothing.value.toFixed(2)}]` : smoothing.method,
        ...(order === bleuDefaults.order ? {} : { order }),
        version: sacrebleuVersion,
      }),
  };
}

function closestLength(length: number, references: readonly Int32Array[]): number {
  let closest = Number.POSITIVE_INFINITY;
  for (const { length: candidate } of references) {
    const [further, nearest] = [Math.abs(candidate - length), Math.abs(closest - length)];
    if (further < nearest || (further === nearest && candidate < closest)) closest = candidate;
  }
  return closest;
}

/** BLEU from (summed) statistics. `effective`: average over the orders of which there are n-grams. */
function bleuScore(statistics: Float64Array, smoothing: Smoothing, effective: boolean): number {
  const order = (statistics.length - 2) / 2;
  const [given = 0, wanted = 0] = statistics;
  const matches = statistics.subarray(2, 2 + order);
  if (matches.every((count) => count === 0)) return 0;
  const precisions = precisionsOf(matches, statistics.subarray(2 + order), smoothing);
  const orders = effective ? precisions.length : order;
  let logs = (order - precisions.length) * (effective ? 0 : logOfZero);
  for (const precision of precisions) logs += precision === 0 ? logOfZero : Math.log(precision);
  const brevity = given >= wanted ? 1 : Math.exp(1 - wanted / given);
  return brevity * Math.exp(logs / orders);
}

/** Smoothed precisions in percent, up to the first order without n-grams. */
function precisionsOf(matches: Float64Array, totals: Float64Array, smoothing: Smoothing): number[] {
  const precisions: number[] = [];
  let halvings = 1;
  for (let index = 0; index < matches.length; index++) {
    const added = smoothing.method === 'add-k' && index > 0 ? smoothing.value : 0;
    const [count, total] = [matches[index]! + added, totals[index]! + added];
    if (total === 0) break;
    if (count > 0) precisions.push((100 * count) / total);
    else if (smoothing.method === 'exp') precisions.push(100 / ((halvings *= 2) * total));
    else precisions.push(smoothing.method === 'floor' ? (100 * smoothing.value) / total : 0);
  }
  return precisions;
}
