import type { AnswerKind } from '../contracts/dataset.ts';
import { metricsOf } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { PlannedStage } from '../contracts/plan.ts';

/** Throws InvalidSpec for a gate's rule on a metric that the answers of its rows do not have: before anything is trained. */
export function checkRules({ name, gates }: Pick<PlannedStage, 'name' | 'gates'>, answers: AnswerKind): void {
  const allowed = metricsOf[answers];
  const wrong = gates.rules.find(({ metric }) => !allowed.includes(metric));
  if (wrong === undefined) return;
  throw new AnnealFailure(
    'InvalidSpec',
    `gates.rules of "${name}" names the metric ${wrong.metric}, which ${answers} answers do not have. Allowed are ${allowed.join(', ')}.`,
    { details: { stage: name, metric: wrong.metric, allowed } },
  );
}
