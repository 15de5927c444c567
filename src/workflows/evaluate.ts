import type { EvaluationRequest, TestSet } from '../contracts/activities.ts';
import type { Comparison, TestScores } from '../contracts/evaluation-report.ts';
import type { ModelRef } from '../contracts/model.ts';
import type { Plan } from '../contracts/plan.ts';
import { summaryText } from '../policy/summary-text.ts';
import { evaluationSteps } from './proxies.ts';
import type { RunTracker } from './run-tracker.ts';

/** A question to `evaluate`: which model, on which rows. */
interface Evaluation {
  title: string;
  model: ModelRef;
  tests: EvaluationRequest['tests'];
}

/** Scores of a model, in the order of the tests. Answers given before, by any run, are taken from the store. */
export async function evaluate({ title, model, tests }: Evaluation, plan: Plan, run: RunTracker): Promise<TestScores[]> {
  const { evaluation, compute, timing, seed, fresh } = plan;
  const { evaluateModel } = evaluationSteps(timing);
  const prompts = tests.reduce((sum, { set }) => sum + set.rows.rows, 0);
  const { scores } = await run.interruptible('evaluating', () =>
    evaluateModel.executeWithOptions({ summary: summaryText(`${title}: answer ${prompts} prompts`) }, [
      { title, model, tests, evaluation, compute, timing, seed, fresh },
    ]),
  );
  return scores;
}

/** Tests without examples in the prompt. */
export function zeroShot(sets: TestSet[]): EvaluationRequest['tests'] {
  return sets.map((set) => ({ set, prompt: 'zeroShot' }));
}

/** The same rows answered by two models. */
export interface Pair {
  before: TestScores;
  after: TestScores;
  against: string;
  set: TestSet;
}

/** Paired comparisons, in the order of the pairs. */
export async function compare(pairs: Pair[], plan: Plan): Promise<Comparison[]> {
  const { compareScores } = evaluationSteps(plan.timing);
  const { comparisons } = await compareScores.executeWithOptions({ summary: summaryText(comparedTitle(pairs)) }, [
    { pairs, seed: plan.seed },
  ]);
  return comparisons;
}

/** "cards: compare test answers before and after, 2 pairs" */
function comparedTitle(pairs: Pair[]): string {
  const { test, split } = pairs[0]!.set;
  return `${test}: compare ${split} answers before and after${pairs.length === 1 ? '' : `, ${pairs.length} pairs`}`;
}
