import type { Estimate } from '../../contracts/evaluation-report.ts';
import type { RunReport } from '../../contracts/report.ts';
import { capabilityTitles } from '../behaviour-words.ts';
import type { CapabilityCourse } from '../general.ts';
import { capabilityCourses, generalSteps } from '../general.ts';
import { metricWithInterval, notMeasured, percent, ratioWithInterval, signedWithInterval, significant } from '../numbers.ts';
import { findingTable } from './finding-table.ts';
import { verdictWords } from './gate-table.ts';
import type { ReportTable } from './table.ts';

/** A row a capability: what guessing gives, the base, the model after each stage, and what is left at the end. */
export function capabilityTable(report: RunReport): ReportTable {
  const steps = generalSteps(report);
  return findingTable<CapabilityCourse>({
    caption: 'General capabilities: share of right answers with 95 % intervals',
    columns: [
      { title: 'Capability', cell: ({ capability }) => capabilityTitles[capability] },
      { title: 'By guessing', cell: ({ chance }) => percent(chance) },
      { title: 'Base model', cell: ({ base }) => share(base) },
      ...steps.map(({ stage }, index) => ({
        title: afterTitle(stage),
        cell: (course: CapabilityCourse) => share(course.steps[index]?.accuracy),
      })),
      { title: 'Left at the end', cell: ({ left }) => ({ finding: left, write: ratioWithInterval }) },
      { title: 'Gate', cell: ({ gate }) => (gate === null ? 'none' : verdictWords(gate)) },
    ],
    items: capabilityCourses(report),
    notes:
      steps.length === 0 ? [] : ['Left = right answers of the model ÷ right answers of the base, on the same questions; 1 = all of it.'],
  });
}

/** Loss on paragraphs that no stage trains on. */
export function textLossTable(report: RunReport): ReportTable {
  const base = report.general?.scores.textLoss ?? null;
  return {
    caption: 'Loss on general text in nats a token: lower is likelier',
    head: ['Model', 'Loss', 'Change against the base'],
    rows: [
      ['Base model', loss(base), '–'],
      ...generalSteps(report).map(({ stage, general: { scores, against } }) => [
        afterTitle(stage),
        loss(scores.textLoss),
        against?.textLoss == null ? notMeasured : signedWithInterval(against.textLoss),
      ]),
    ],
  };
}

function afterTitle({ name, accepted }: { name: string; accepted: boolean }): string {
  return `After ${name}${accepted ? '' : ' (not accepted)'}`;
}

function share(estimate: Estimate | null | undefined): string {
  return metricWithInterval('accuracy', estimate);
}

function loss(estimate: Estimate | null): string {
  return estimate === null ? notMeasured : `${significant(estimate.mean)} (${significant(estimate.low)} to ${significant(estimate.high)})`;
}
