import type { PiiEntity } from '../../contracts/pii-spec.ts';
import type { Claimed, PiiSpan } from './span.ts';

/** Which entity a stretch is when two have it at one score and length: the one whose loss does more harm, and is surer. */
const order: readonly PiiEntity[] = [
  'SECRET',
  'URL_CREDENTIALS',
  'CREDIT_CARD',
  'IBAN',
  'CRYPTO',
  'US_SSN',
  'US_ITIN',
  'UK_NINO',
  'PASSPORT',
  'EMAIL',
  'MAC_ADDRESS',
  'IP_ADDRESS',
  'PHONE',
  'DATE_OF_BIRTH',
  'PERSON',
  'STREET_ADDRESS',
];

/** Spans that do not overlap, by place. Of two that do, the one of the higher score stays, then the longer, then the first of a fixed order of entities. */
export function resolveOverlaps(spans: readonly PiiSpan[]): PiiSpan[] {
  if (spans.length < 2) return [...spans];
  const sorted = spans.toSorted((one, other) => one.start - other.start);
  const kept: PiiSpan[] = [];
  let cluster: PiiSpan[] = [];
  let end = 0;
  for (const span of sorted) {
    if (span.start >= end && cluster.length > 0) {
      for (const best of bestOf(cluster)) kept.push(best);
      cluster = [];
    }
    cluster.push(span);
    end = Math.max(end, span.end);
  }
  return kept.concat(bestOf(cluster));
}

/** The best of spans that hang together. A mark for each place keeps this linear, however long the chain. */
function bestOf(cluster: PiiSpan[]): PiiSpan[] {
  if (cluster.length === 1) return cluster;
  const ranked = cluster.toSorted(
    (one, other) =>
      other.score - one.score ||
      other.end - other.start - (one.end - one.start) ||
      order.indexOf(one.entity) - order.indexOf(other.entity) ||
      one.start - other.start,
  );
  const from = cluster[0]!.start;
  const taken = new Uint8Array(lastEnd(cluster) - from);
  const kept = ranked.filter(({ start, end }) => {
    if (taken.subarray(start - from, end - from).includes(1)) return false;
    taken.fill(1, start - from, end - from);
    return true;
  });
  return kept.toSorted((one, other) => one.start - other.start);
}

function lastEnd(spans: readonly PiiSpan[]): number {
  let last = 0;
  for (const { end } of spans) last = Math.max(last, end);
  return last;
}

/** The spans that no claimed stretch touches. */
export function outside(spans: readonly PiiSpan[], claimed: readonly Claimed[]): PiiSpan[] {
  if (spans.length === 0 || claimed.length === 0) return [...spans];
  const sorted = claimed.toSorted((one, other) => one.start - other.start);
  const starts = sorted.map(({ start }) => start);
  const farthest: number[] = [];
  for (const { end } of sorted) farthest.push(Math.max(end, farthest.at(-1) ?? 0));
  return spans.filter(({ start, end }) => {
    const before = firstFrom(starts, end) - 1;
    return before < 0 || farthest[before]! <= start;
  });
}

/** Index of the first value that is at least `least`, by halving. */
function firstFrom(sorted: readonly number[], least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
