import type { TestSet } from '../contracts/activities.ts';
import type { TestScores } from '../contracts/evaluation-report.ts';
import type { ModelRef } from '../contracts/model.ts';
import type { Plan } from '../contracts/plan.ts';
import type { ServedModel } from '../contracts/serving-report.ts';
import { summaryText } from '../policy/summary-text.ts';
import { latencySteps } from './proxies.ts';
import type { RunTracker } from './run-tracker.ts';

/** Longest answer where the spec names none: twice the usual one of the tuned model and some; a base that rambles is not waited for. */
function longestAnswer(scores: TestScores | undefined): number {
  return 16 + 2 * Math.ceil(scores?.medianAnswerTokens ?? 8); // labels are scored, not written: a few tokens
}

/** Base and tuned model behind a server, one after the other; nothing where the plan does not ask for it, or nothing was learned. */
export async function measureLatency(
  { model, title, set, scores }: { model: ModelRef; title: string; set: TestSet; scores: TestScores | undefined },
  plan: Plan,
  run: RunTracker,
): Promise<ServedModel[]> {
  const { compute, timing, seed, fresh } = plan;
  const { latency, maxNewTokens } = plan.evaluation;
  if (latency === null || model.adapter === null) return [];
  const models = [
    { title: 'base', model: { base: model.base, adapter: null } },
    { title, model },
  ];
  const measured: ServedModel[] = [];
  for (const each of models) {
    const request = { ...each, set, latency, compute, maxNewTokens: maxNewTokens ?? longestAnswer(scores), seed, timing, fresh };
    const { report, engine, reason } = await run.interruptible('evaluating', () =>
      latencySteps(timing).measureLatency.executeWithOptions({ summary: summaryText(`${each.title}: answer under load`) }, [request]),
    );
    measured.push({ title: each.title, engine, levels: report, reason });
  }
  return measured;
}
