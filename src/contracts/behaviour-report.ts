import { z } from 'zod';
import { BlobRef } from './blob.ts';
import { CounterfactualReport, GroupGap, GroupReport, ImpactRatio, SliceReport } from './fairness-report.ts';
import { RobustnessReport, WorstCase } from './robustness-report.ts';

/** How a model behaves on one test beyond its mean: when questions are put otherwise, and for whom. */
export const BehaviourReport = z.strictObject({
  test: z.string(),
  robustness: RobustnessReport.nullable().describe('null: not asked for'),
  counterfactuals: z.array(CounterfactualReport),
  slices: z.array(SliceReport),
  groups: z.array(GroupReport),
  questions: z.int().nonnegative().describe('that were put for it'),
  seconds: z.number().nonnegative().describe('that the model took to answer them'),
});
export type BehaviourReport = z.infer<typeof BehaviourReport>;

/** What gates read of it, small enough for a workflow's history; the whole stands in the store. */
export const BehaviourSummary = z.strictObject({
  test: z.string(),
  report: BlobRef,
  worstCase: WorstCase.nullable(),
  groups: z.array(z.strictObject({ column: z.string(), impactRatio: ImpactRatio, gap: GroupGap.nullable() })),
  counterfactuals: z.array(z.strictObject({ swap: CounterfactualReport.shape.swap, worstCase: WorstCase })),
});
export type BehaviourSummary = z.infer<typeof BehaviourSummary>;
