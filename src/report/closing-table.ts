import type { ClosingTable, ClosingTest } from '../contracts/closing-table.ts';
import type { Comparison, MetricName, TestScores } from '../contracts/evaluation-report.ts';
import type { RunReport } from '../contracts/report.ts';
import type { StageOutcome } from '../contracts/run.ts';
import { againstBase, againstStart, baseScores, comparisonsOn, lastAccepted, testOf } from './proof.ts';

/**
 * The table that a run closes with: for each stage its own test and those of all earlier stages.
 * @param cpuSeconds measured by the caller; null = not measured
 */
export function closingTable(report: RunReport, cpuSeconds: number | null): ClosingTable {
  return {
    kind: report.plan.kind,
    fewShot: report.plan.evaluation.fewShot,
    stages: report.stages.flatMap((stage) =>
      stage.teaches.map((name) => ({
        name,
        tests: stage.tests
          .filter(({ split, test }) => split === 'test' && (test === name || !stage.teaches.includes(test)))
          .toSorted((a, b) => Number(b.test === name) - Number(a.test === name))
          .map((scores) => closingTest(report, stage, scores)),
        retention: retentionAtEnd(report, name),
        accepted: stage.accepted,
      })),
    ),
    controls: report.controls.map(({ kind, test, comparison }) => ({
      kind,
      name: test,
      control: comparison.before,
      tuned: comparison.after,
      difference: shortDifference(comparison)!,
    })),
    seconds: (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1000,
    cpuSeconds,
  };
}

function closingTest(report: RunReport, stage: StageOutcome, after: TestScores): ClosingTest {
  const zeroShot = baseScores(report, after.test, 'zeroShot');
  const fewShot = baseScores(report, after.test, 'fewShot');
  const end = testOf(lastAccepted(report), after.test);
  const metrics = [...new Set([after.primary, ...(Object.keys(after.metrics) as MetricName[])])];
  return {
    name: after.test,
    n: after.n,
    answers: after.answers,
    primary: after.primary,
    zeroShot: primaryOf(zeroShot),
    fewShot: primaryOf(fewShot),
    before: scoreBefore(report, stage, after.test),
    after: primaryOf(after),
    difference: shortDifference(againstBase(comparisonsOn(stage, after.test), 'fewShot')),
    secondsPerAnswer: { fewShot: fewShot?.medianSecondsPerAnswer ?? null, tuned: after.medianSecondsPerAnswer },
    promptTokens: { fewShot: fewShot?.medianPromptTokens ?? null, tuned: after.medianPromptTokens },
    metrics: metrics.map((metric) => ({
      metric,
      zeroShot: zeroShot?.metrics[metric] ?? null,
      fewShot: fewShot?.metrics[metric] ?? null,
      after: after.metrics[metric] ?? null,
      end: end?.metrics[metric] ?? null,
    })),
  };
}

/** Own rows: what the stage started from. Earlier rows: the last accepted stage before this one, which is the same model. */
function scoreBefore(report: RunReport, stage: StageOutcome, test: string): number | null {
  if (stage.teaches.includes(test))
    return againstStart(comparisonsOn(stage, test))?.before.mean ?? primaryOf(baseScores(report, test, 'zeroShot')); // the first stage starts from the base
  const earlier = report.stages.slice(0, report.stages.indexOf(stage));
  return primaryOf(
    testOf(
      earlier.findLast((found) => found.accepted),
      test,
    ),
  );
}

function retentionAtEnd(report: RunReport, test: string): number | null {
  const end = lastAccepted(report)?.name;
  return report.retention.find((cell) => cell.after === end && cell.test === test)?.retention ?? null;
}

function primaryOf(scores: TestScores | undefined): number | null {
  return scores?.metrics[scores.primary]?.mean ?? null;
}

function shortDifference(comparison: Comparison | undefined): ClosingTest['difference'] {
  return comparison === undefined
    ? null
    : { estimate: comparison.difference.mean, low: comparison.difference.low, high: comparison.difference.high };
}
