import { createHash } from 'node:crypto';
import type { ReviewSample, Side } from '../../contracts/review.ts';

/** One thing that a rater is asked, in order. */
export interface Slot {
  item: string;
  /** 2 = the second time. */
  occurrence: 1 | 2;
  /** Whose answer is answer A. */
  shownFirst: Side;
}

/** Share of the items that are shown a second time. */
const repeatShare = 0.2;
/** Items between the two times, where the sample is long enough. */
const longestGap = 12;

/**
 * What a rater is asked: the sample's items in an order by hash, the same for every rater, so that those who end early
 * have rated the same rows and each stratum at random; a fifth of them a second time, later on. Which answer stands first
 * is keyed by rater, item and time: nobody can tell the models by their place.
 */
export function queueOf({ seed, items }: ReviewSample, rater: string): Slot[] {
  const rank = (item: string) => hash(`order ${seed} ${item}`);
  const ordered = items.map(({ item }) => item).toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1));
  const gap = Math.min(longestGap, Math.ceil(ordered.length / 2));
  const repeatable = ordered.length - gap;
  const repeats = Math.min(repeatable, Math.round(ordered.length * repeatShare));
  const places = ordered.map((item, index) => ({ item, occurrence: 1 as Slot['occurrence'], place: index }));
  for (let repeat = 0; repeat < repeats; repeat++) {
    const index = Math.floor((repeat * repeatable) / repeats);
    places.push({ item: ordered[index] ?? '', occurrence: 2, place: index + gap + 0.5 });
  }
  return places
    .toSorted((one, other) => one.place - other.place)
    .map(({ item, occurrence }) => ({ item, occurrence, shownFirst: firstShown(seed, rater, item, occurrence) }));
}

function firstShown(seed: number, rater: string, item: string, occurrence: number): Side {
  return Number.parseInt(hash(`first ${seed} ${rater} ${item} ${occurrence}`).slice(0, 2), 16) % 2 === 0 ? 'base' : 'tuned';
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
