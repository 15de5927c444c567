import type { RowRule } from '../../../src/contracts/row-finding.ts';
import type { PiiEntity, Sources } from '../pii-text/pii-entity.ts';
import type { Random } from '../pii-text/random.ts';
import type { Content } from './content.ts';
import type { Shape } from './write-row.ts';

/** What a defect is made of: a clean row and, where it takes two rows, another that stays clean. */
export interface Ground {
  random: Random;
  /** Seeded anew for this row when first asked for. */
  sources: () => Sources;
  shape: Shape;
  content: Content;
  /** The row that this one repeats, contradicts or leaks: an earlier one of the file, or one of the frozen test. */
  original: Content;
}

/** A line without its line end; `jaccard` where the defect is a likeness. */
export type Spoilt = string | Buffer | { line: string; jaccard: number };

/** One kind of defect and the ways in which it is made; each way takes its turn. */
export interface Plant {
  rule: RowRule;
  entity?: PiiEntity;
  /** Which row `original` is. */
  needs?: 'earlier' | 'frozen';
  /** Rows planted; else as many as the data set's settings say. */
  count?: number;
  ways: Record<string, (ground: Ground) => Spoilt>;
}
