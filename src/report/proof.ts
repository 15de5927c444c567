/** The page of proof as data: for each stage's test set, what four models scored on the same rows. */
import type { Comparison, MetricName, PromptStyle, TestScores } from '../contracts/evaluation-report.ts';
import type { AnswerKind } from '../contracts/dataset.ts';
import type { RunReport } from '../contracts/report.ts';
import type { StageOutcome } from '../contracts/run.ts';
import { counted } from './numbers.ts';

export type ProofModel = 'zeroShot' | 'fewShot' | 'after' | 'end';

export interface ProofRow {
  model: ProofModel;
  title: string;
  scores: TestScores | null;
  /** Why there are no scores; null where there are. */
  missing: string | null;
}

export interface StageProof {
  stage: string;
  accepted: boolean;
  answers: AnswerKind;
  primary: MetricName;
  n: number;
  /** Every metric that any of the four was measured by, primary first. */
  metrics: MetricName[];
  rows: ProofRow[];
  /** Paired, on the stage's own rows: right after its training against what `against` says. */
  comparisons: Comparison[];
  /** The final model on these rows, where it was compared. */
  endComparisons: Comparison[];
}

/** The last stage that was accepted: its model is what the run leaves. */
export function lastAccepted(report: RunReport): StageOutcome | undefined {
  return report.stages.findLast((stage) => stage.accepted);
}

/** One proof a stage that has a test set, in the order of the plan; stages that were never reached show the base alone. */
export function stageProofs(report: RunReport): StageProof[] {
  return report.plan.stages.flatMap(({ name }) => {
    const rows = proofRows(report, name);
    const known = rows.find((row) => row.scores !== null)?.scores;
    if (known == null) return [];
    const outcome = stageTeaching(report, name);
    const end = lastAccepted(report);
    const metrics = [...new Set([known.primary, ...rows.flatMap((row) => Object.keys(row.scores?.metrics ?? {}) as MetricName[])])];
    return [
      {
        stage: name,
        accepted: outcome?.accepted ?? false,
        answers: known.answers,
        primary: known.primary,
        n: known.n,
        metrics,
        rows,
        comparisons: comparisonsOn(outcome, name),
        endComparisons: end === outcome ? [] : comparisonsOn(end, name),
      },
    ];
  });
}

function proofRows(report: RunReport, stage: string): ProofRow[] {
  const { fewShot } = report.plan.evaluation;
  const outcome = stageTeaching(report, stage);
  const end = lastAccepted(report);
  const together = report.plan.kind === 'multiTask';
  const row = (model: ProofModel, title: string, scores: TestScores | undefined, missing: string): ProofRow => ({
    model,
    title,
    scores: scores ?? null,
    missing: scores === undefined ? missing : null,
  });
  return [
    row('zeroShot', 'Base model', baseScores(report, stage, 'zeroShot'), 'the base model was not asked without examples'),
    row(
      'fewShot',
      fewShotTitle(fewShot),
      baseScores(report, stage, 'fewShot'),
      fewShot === 0 ? 'the spec asks for no examples' : 'the base model was not asked with examples',
    ),
    row(
      'after',
      together ? 'Tuned on all tasks together' : 'Tuned, right after this stage',
      testOf(outcome, stage),
      outcome === undefined ? 'the run ended before this stage' : 'no attempt reached the test rows',
    ),
    ...(together
      ? []
      : [
          row(
            'end',
            end?.name === stage ? 'Tuned, at the end (the same model)' : 'Tuned, at the end',
            testOf(end, stage),
            end === undefined ? 'no stage was accepted' : `the final model, after stage ${end.name}, was not asked`,
          ),
        ]),
  ];
}

export function fewShotTitle(examples: number): string {
  return `Base model with ${counted(examples, 'example')}`;
}

export function baseScores(report: RunReport, test: string, prompt: PromptStyle): TestScores | undefined {
  return report.baseline.find((scores) => scores.test === test && scores.prompt === prompt && scores.split === 'test');
}

/** The stage that trained for a test. */
export function stageTeaching({ stages }: Pick<RunReport, 'stages'>, test: string): StageOutcome | undefined {
  return stages.find(({ teaches }) => teaches.includes(test));
}

/** Paired comparisons of the model after `outcome` on the rows of `test`. */
export function comparisonsOn(outcome: StageOutcome | undefined, test: string): Comparison[] {
  return (outcome?.comparisons ?? []).filter((found) => found.test === test).map(({ comparison }) => comparison);
}

/** What the model after `outcome` scored on the test rows of `test`. */
export function testOf(outcome: Pick<StageOutcome, 'tests'> | undefined, test: string): TestScores | undefined {
  return outcome?.tests.find((scores) => scores.test === test && scores.split === 'test');
}

/** The comparison with the base that was shown examples, or without them. */
export function againstBase(comparisons: Comparison[], prompt: PromptStyle): Comparison | undefined {
  return comparisons.find(({ against }) => (prompt === 'zeroShot' ? against === 'base' : /^base with \d+ examples?$/.test(against)));
}

/** The comparison with the model that a stage started from: the base for the first stage. */
export function againstStart(comparisons: Comparison[]): Comparison | undefined {
  return comparisons.find(({ against }) => !against.startsWith('base')) ?? againstBase(comparisons, 'zeroShot');
}
