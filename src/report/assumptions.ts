import type { RunReport } from '../contracts/report.ts';
import { costAssumptions } from './cost.ts';
import { counted } from './numbers.ts';

/** What the numbers rest on, each in a sentence. */
export function assumptions(report: RunReport): string[] {
  const { evaluation, compute } = report.plan;
  const methods = [
    ...new Set(
      report.stages.flatMap((stage) =>
        stage.tests.flatMap((scores) => Object.values(scores.metrics).flatMap((value) => (value == null ? [] : [value.method]))),
      ),
    ),
  ].toSorted();
  const comparisons = report.stages.reduce((sum, stage) => sum + stage.comparisons.length, 0);
  return [
    'Test rows stand for the answers that will be asked for; a model is only as good as they are like the real ones.',
    `Intervals cover the choice of test rows (95 %; ${methods.join(', ') || 'none measured'}), not another seed or other training rows.`,
    ...(comparisons > 1
      ? [`${counted(comparisons, 'comparison')} are shown with p values as they are, not corrected for their number.`]
      : []),
    `Times were measured on ${compute.device} (${compute.dtype}, ${counted(compute.threads, 'thread')}), ${evaluation.batchSize} answers at a time: an answer’s time is its batch’s time ÷ answers. They compare models on this machine; they promise nothing about another.`,
    ...(evaluation.fewShot === 0
      ? []
      : [
          `The examples in the prompt (${evaluation.fewShot}) come from the stage’s own training rows. Other examples or more of them would score differently.`,
        ]),
    'The tuned model is asked without examples. All answers are greedy (temperature 0).',
    ...costAssumptions(report),
    'Retries were judged on validation rows; test rows were scored after the last attempt.',
  ];
}

/** How often the test rows were used, a sentence a stage. */
export function looksSentences({ testLooks }: RunReport): string[] {
  return Object.entries(testLooks).map(
    ([stage, looks]) =>
      `${stage}: ${looks === 0 ? 'never looked at by a tuned model' : `scored ${counted(looks, 'time')} by tuned models`}`,
  );
}
