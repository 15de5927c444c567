import type { Rating, RatingRecord, Winner } from '../../contracts/review.ts';

/** Everything that one person has said. */
export interface RaterRecords {
  name: string;
  /** Slots in the queue. */
  asked: number;
  records: readonly RatingRecord[];
}

/** A judgement that was not skipped. */
export type Judgement = Extract<Rating, { kind: 'rated' }>;

/** The record that counts for each item and occurrence: the last revision, unless it took the rating back. */
export function standing(records: readonly RatingRecord[]): Map<string, RatingRecord> {
  const latest = new Map<string, RatingRecord>();
  for (const record of records) {
    const slot = slotName(record);
    const known = latest.get(slot);
    if (known === undefined || known.revision < record.revision) latest.set(slot, record);
  }
  return new Map([...latest].filter(([, { rating }]) => rating !== null));
}

/** Name of an item's first or second showing. */
export function slotName({ item, occurrence }: Pick<RatingRecord, 'item' | 'occurrence'>): string {
  return `${item}-${occurrence}`;
}

/** What a rater said by item, the first or the second time; skipped ones are left out. */
export function judgements({ records }: Pick<RaterRecords, 'records'>, occurrence: 1 | 2): Map<string, Judgement> {
  const said = new Map<string, Judgement>();
  for (const { item, occurrence: time, rating } of standing(records).values())
    if (time === occurrence && rating?.kind === 'rated') said.set(item, rating);
  return said;
}

/** Whom most of them prefer; a tie where none has more than each other. */
export function majority(said: readonly Judgement[]): Winner {
  const count = (winner: Winner) => said.filter(({ preferred }) => preferred === winner).length;
  const ranked = (['tuned', 'base', 'tie'] as const).toSorted((one, other) => count(other) - count(one));
  const [most, next] = [ranked[0] ?? 'tie', ranked[1] ?? 'tie'];
  return count(most) > count(next) ? most : 'tie';
}
