import type { TestSet } from '../contracts/activities.ts';
import type { PrefixedRows } from '../contracts/data-activities.ts';
import type { TestScores } from '../contracts/evaluation-report.ts';
import type { GeneralReport } from '../contracts/general-report.ts';
import type { ModelRef } from '../contracts/model.ts';

/** A dataset that an accepted stage has taught, and how well it was known right after. */
export interface Taught {
  name: string;
  sets: { validation: TestSet; test: TestSet };
  scores: { validation: TestScores; test: TestScores };
  train: PrefixedRows;
}

/** The chain so far: the last accepted model and everything that it was taught. */
export interface Chain {
  model: ModelRef;
  title: string;
  taught: Taught[];
  /** The base on the general suite; null where it is not measured. */
  baseGeneral: GeneralReport | null;
}
