import type { TestSet } from '../contracts/activities.ts';
import type { RowsRef } from '../contracts/blob.ts';
import type { TestScores } from '../contracts/evaluation-report.ts';
import type { ModelRef } from '../contracts/model.ts';

/** What an accepted stage has taught, and how well it was known right after. */
export interface Taught {
  stage: string;
  sets: { validation: TestSet; test: TestSet };
  scores: { validation: TestScores; test: TestScores };
  train: RowsRef;
}

/** The chain so far: the last accepted model and everything that it was taught. */
export interface Chain {
  model: ModelRef;
  title: string;
  taught: Taught[];
}
