import { describe, expect, test } from 'vitest';
import { GatesSpec } from '../../src/contracts/gates-spec.ts';
import type { Plan } from '../../src/contracts/plan.ts';
import { testSizeWarnings } from '../../src/policy/test-size-warnings.ts';
import { contractReviewRun } from '../fixtures/report/contract-review-run.ts';

const { plan } = contractReviewRun();

function planWith(
  files: { split: 'test' | null; lines: number }[],
  retention: Record<string, unknown> = {},
): Pick<Plan, 'stages' | 'split'> {
  const stage = plan.stages[0]!;
  const gates = GatesSpec.parse({ retention });
  return { split: plan.split, stages: [{ ...stage, gates, files: files.map((file) => ({ ...stage.files[0]!, ...file })) }] };
}

describe('a plan', () => {
  test('warns of test rows that are too few for their gate, and names how many it takes', () => {
    const [warning] = testSizeWarnings(planWith([{ split: 'test', lines: 30 }]));
    expect(warning).toMatch(/has about 30 rows to be tested on; its gates need 44 rows/);
  });

  test('counts the share of rows without a split of their own', () => {
    expect(testSizeWarnings(planWith([{ split: null, lines: 430 }]))).toHaveLength(1);
    expect(testSizeWarnings(planWith([{ split: null, lines: 440 }]))).toEqual([]);
  });

  test('asks for more rows where an inconclusive verdict does not pass', () => {
    const rows = [{ split: 'test' as const, lines: 100 }];
    expect(testSizeWarnings(planWith(rows))).toEqual([]);
    expect(testSizeWarnings(planWith(rows, { onInconclusive: 'reject' }))[0]).toContain('need 174 rows');
  });
});
