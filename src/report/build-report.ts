import type { Estimate, TestScores } from '../contracts/evaluation-report.ts';
import type { RunReport } from '../contracts/report.ts';
import type { StageOutcome } from '../contracts/run.ts';
import { primaryEstimate, retention } from '../policy/retention.ts';
import { duration } from './numbers.ts';
import { reportWarnings } from './report-warnings.ts';
import { transferOf } from './transfer.ts';

/** What a report is built from; the rest follows from it. */
export interface ReportParts extends Pick<
  RunReport,
  | 'outcome'
  | 'runId'
  | 'workflowId'
  | 'startedAt'
  | 'finishedAt'
  | 'plan'
  | 'modelVersion'
  | 'data'
  | 'baseline'
  | 'general'
  | 'behaviour'
  | 'latency'
  | 'stages'
  | 'controls'
  | 'curves'
  | 'samples'
> {
  /** Measured seconds by what was done; what is missing to the run's wall time becomes "everything else". */
  goodput: RunReport['goodput'];
  /** Looks at test rows where more is known than the outcomes tell, such as a retry that a person asked for. */
  testLooks?: RunReport['testLooks'];
  warnings?: string[];
  /** Where they were worked out. */
  cost?: RunReport['cost'];
  overall?: RunReport['overall'];
}

/** Fills in what a report derives: retention matrix, transfer, looks at test rows, goodput that adds up, interruptions, warnings. */
export function buildReport(parts: ReportParts): RunReport {
  const { stages } = parts;
  const wallSeconds = Math.max(0, (Date.parse(parts.finishedAt) - Date.parse(parts.startedAt)) / 1000);
  const { goodput, overlapSeconds } = addUp(parts.goodput, wallSeconds);
  const trainings = stages.flatMap((stage) => stage.attempts.map((attempt) => attempt.training));
  const report: RunReport = {
    cost: null,
    overall: null,
    ...parts,
    format: 1,
    retention: parts.plan.kind === 'progressive' ? retentionMatrix(stages) : [], // tasks are learned together: nothing comes before
    transfer: transferOf(stages),
    testLooks: { ...countLooks(stages), ...parts.testLooks },
    goodput,
    interruptions: {
      count: sum(trainings.map((training) => training.interruptions)),
      stepsDoneAgain: sum(trainings.map((training) => training.lostSteps)),
      bitExact: trainings.every((training) => training.bitExact),
    },
    warnings: [],
  };
  const overlap =
    overlapSeconds > 1
      ? [`Steps ran side by side for ${duration(overlapSeconds)}; their shares of the time are scaled to the run’s wall time.`]
      : [];
  return { ...report, warnings: [...new Set([...(parts.warnings ?? []), ...reportWarnings(report), ...overlap])] };
}

/** Score on every test after every stage. Retention is told for tests of accepted stages: score ÷ score right after that stage. */
export function retentionMatrix(stages: StageOutcome[]): RunReport['retention'] {
  const taught = new Map<string, TestScores>();
  return stages.flatMap((stage) => {
    for (const own of stage.tests) if (stage.accepted && stage.teaches.includes(own.test)) taught.set(own.test, own);
    return stage.tests.flatMap((scores) => {
      const after = primaryEstimate(scores);
      if (after === null) return [];
      return [{ after: stage.name, test: scores.test, score: after.mean, retention: left(taught.get(scores.test), after) }];
    });
  });
}

function left(taught: TestScores | undefined, after: Estimate): number | null {
  return taught === undefined ? null : retention(primaryEstimate(taught), after, taught.chance);
}

function countLooks(stages: StageOutcome[]): Record<string, number> {
  const looks: Record<string, number> = Object.fromEntries(stages.flatMap((stage) => stage.teaches.map((test) => [test, 0])));
  for (const { test, split } of stages.flatMap((stage) => stage.tests)) if (split === 'test') looks[test] = (looks[test] ?? 0) + 1;
  return looks;
}

/** Parts that add up to the wall time: the remainder is named, and steps that overlapped are scaled down. */
function addUp(goodput: RunReport['goodput'], wallSeconds: number): { goodput: RunReport['goodput']; overlapSeconds: number } {
  const measured = sum(goodput.map((part) => part.seconds));
  if (measured > wallSeconds) {
    const scaled = goodput.map(({ what, seconds }) => ({ what, seconds: (seconds * wallSeconds) / measured }));
    return { goodput: scaled, overlapSeconds: measured - wallSeconds };
  }
  const rest = wallSeconds - measured;
  return { goodput: rest > 0 ? [...goodput, { what: 'everything else', seconds: rest }] : goodput, overlapSeconds: 0 };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
