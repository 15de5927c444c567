import type { Asking, BehaviourRequest, ComparedPair, EvaluationRequest, TestSet } from '../contracts/activities.ts';
import type { Comparison, TestScores } from '../contracts/evaluation-report.ts';
import type { BehaviourSummary } from '../contracts/behaviour-report.ts';
import type { GeneralReport } from '../contracts/general-report.ts';
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
  const { compute, timing, seed, fresh } = plan;
  const { evaluateModel } = evaluationSteps(timing);
  const prompts = tests.reduce((sum, { set }) => sum + set.rows.rows, 0);
  const { scores } = await run.interruptible('evaluating', () =>
    evaluateModel.executeWithOptions({ summary: summaryText(`${title}: answer ${prompts} prompts`) }, [
      { title, model, tests, evaluation: asking(plan), compute, timing, seed, fresh },
    ]),
  );
  return scores;
}

function asking({ evaluation: { fewShot, maxNewTokens, batchSize, metrics } }: Plan): Asking {
  return { fewShot, maxNewTokens, batchSize, metrics };
}

/** A model on the general suite, compared with the base where `before` is given; null where the plan measures none. */
export async function scoreGeneral(
  { title, model, before }: { title: string; model: ModelRef; before: { report: GeneralReport | null; minimum: number } | null },
  plan: Plan,
  run: RunTracker,
): Promise<GeneralReport | null> {
  const { compute, timing, seed, fresh } = plan;
  const { general } = plan.evaluation;
  if (general.itemsPerCapability === 0) return null;
  const compared = before?.report ? { title: 'base', scores: before.report.scores, minimum: before.minimum } : null;
  return run.interruptible('evaluating', () =>
    evaluationSteps(timing).scoreGeneral.executeWithOptions({ summary: summaryText(`${title}: general knowledge, reasoning, language`) }, [
      { title: `${title}, in general`, model, general, before: compared, evaluation: asking(plan), compute, timing, seed, fresh },
    ]),
  );
}

/** What a model does on tests beyond their mean; nothing where the plan measures none of it. */
export async function measureBehaviour(
  { title, model, tests }: { title: string; model: ModelRef; tests: BehaviourRequest['tests'] },
  plan: Plan,
  run: RunTracker,
): Promise<BehaviourSummary[]> {
  const { compute, timing, seed, fresh, baseFacts } = plan;
  const { slices, robustness, fairness } = plan.evaluation;
  if (robustness === null && fairness === null && slices.length === 0) return [];
  const { summaries } = await run.interruptible('evaluating', () =>
    evaluationSteps(timing).measureBehaviour.executeWithOptions({ summary: summaryText(`${title}: put questions otherwise`) }, [
      {
        title: `${title}, put otherwise`,
        model,
        tests,
        behaviour: { slices, robustness, fairness },
        context: baseFacts.contextTokens,
        evaluation: asking(plan),
        compute,
        timing,
        seed,
        fresh,
      },
    ]),
  );
  return summaries;
}

/** Tests without examples in the prompt. */
export function zeroShot(sets: TestSet[]): EvaluationRequest['tests'] {
  return sets.map((set) => ({ set, prompt: 'zeroShot' }));
}

/** The same rows answered by two models; by the primary metric, for gates at 90 %, unless said otherwise. */
export interface Pair extends Omit<ComparedPair, 'before' | 'after'> {
  before: TestScores;
  after: TestScores;
}

/** Paired comparisons, in the order of the pairs. */
export async function compare(pairs: Pair[], plan: Plan): Promise<Comparison[]> {
  const { compareScores } = evaluationSteps(plan.timing);
  const { comparisons } = await compareScores.executeWithOptions({ summary: summaryText(comparedTitle(pairs)) }, [
    {
      pairs: pairs.map(({ before, after, ...pair }) => ({ ...pair, before: before.predictions, after: after.predictions })),
      seed: plan.seed,
    },
  ]);
  return comparisons;
}

/** "cards: compare test answers before and after, 2 pairs" */
function comparedTitle(pairs: Pair[]): string {
  const { test, split } = pairs[0]!.set;
  return `${test}: compare ${split} answers before and after${pairs.length === 1 ? '' : `, ${pairs.length} pairs`}`;
}
