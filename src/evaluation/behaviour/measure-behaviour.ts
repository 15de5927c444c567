import type { TestSet } from '../../contracts/activities.ts';
import type { BehaviourReport, BehaviourSummary } from '../../contracts/behaviour-report.ts';
import type { FairnessSpec } from '../../contracts/evaluation-spec.ts';
import type { Prediction } from '../../contracts/evaluation-report.ts';
import type { Row } from '../../contracts/row.ts';
import { measureCounterfactuals } from '../fairness/measure-counterfactuals.ts';
import { favourableLabels, measureGroups } from '../fairness/group-gaps.ts';
import { sliceScores } from '../fairness/slices.ts';
import { itemScores } from '../item-scores.ts';
import { referenceOf } from '../questions.ts';
import { answeredVariants, measureRobustness } from '../robustness/measure-robustness.ts';
import { askedId, type BehaviourQuestions } from './behaviour-questions.ts';

export interface BehaviourAnswers {
  set: TestSet;
  rows: readonly Row[];
  /** What the model said to the rows as they were. */
  predictions: readonly Prediction[];
  questions: BehaviourQuestions;
  /** What it said to `questions.asked`; a question without a prediction counts as unanswered. */
  answers: readonly Prediction[];
  slices: readonly string[];
  fairness: Pick<FairnessSpec, 'groups' | 'favourable'> | null;
  seed: number;
}

/** Everything about one test but its mean. Loads no model. */
export function measureBehaviour(request: BehaviourAnswers): BehaviourReport {
  const { set, rows, predictions, questions, answers, seed } = request;
  const { sample, variants, swaps, asked } = questions;
  const said = new Map(answers.map((answer) => [answer.id, answer]));
  const answersTo = (change: Parameters<typeof askedId>[0], changed: readonly { id: string }[]) =>
    changed.flatMap(({ id }) => {
      const answer = said.get(askedId(change, id));
      return answer === undefined ? [] : [{ ...answer, id }];
    });
  const references = rows.map(referenceOf);
  const scores = itemScores({ set, rows: references, predictions });
  const { groups = [], favourable = [] } = request.fairness ?? {};
  const outcomes =
    set.labels === null || favourable.length === 0 ? {} : { favourable: favourableLabels(predictions, set.labels, favourable) };
  return {
    test: set.test,
    robustness:
      variants.length === 0
        ? null
        : measureRobustness({
            set,
            rows: sample.map(referenceOf),
            predictions,
            variants: variants.map((made) => answeredVariants(made, answersTo(made.perturbation, made.rows))),
            seed,
          }),
    counterfactuals: swaps.map((made) =>
      measureCounterfactuals({
        set,
        swap: made.swap,
        rows: references,
        predictions,
        asked: made.asked,
        unchanged: made.unchanged.length,
        answerNamesGroup: made.answerNamesGroup.length,
        swapped: answersTo(made.swap, made.rows),
        seed,
      }),
    ),
    slices: request.slices.map((column) => sliceScores({ column, rows, scores })),
    groups: groups.map((column) => measureGroups({ column, rows, scores, seed, ...outcomes })),
    questions: asked.length,
    seconds: answers.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** What gates read of a report. */
export function behaviourSummary(report: BehaviourReport): Omit<BehaviourSummary, 'report'> {
  return {
    test: report.test,
    worstCase: report.robustness?.overall ?? null,
    groups: report.groups.map(({ column, impactRatio, gap }) => ({ column, impactRatio, gap })),
    counterfactuals: report.counterfactuals.map(({ swap, worstCase }) => ({ swap, worstCase })),
  };
}
