/** The matrix of what was kept: a row a test or capability, a column a model, from the base to the last stage. */
import type { RunReport } from '../contracts/report.ts';
import { capabilityTitles } from './behaviour-words.ts';
import { capabilityCourses, generalSteps } from './general.ts';
import { ratio } from './numbers.ts';
import { baseScores } from './proof.ts';

export interface KeptCell {
  /** A stage, or null for the base model. */
  after: string | null;
  score: number;
  retention: number | null;
  /** Under the score: "keeps 0.93". */
  words: string;
  /** Less than the plan asks for is left. */
  isLost: boolean;
}

export interface KeptRow {
  title: string;
  kind: 'test' | 'capability';
  cells: KeptCell[];
}

export const undefinedRetention = 'not defined: never above chance, or stage not accepted';

/** Tests first, then capabilities. A model that was not asked has no cell. */
export function keptRows(report: RunReport): KeptRow[] {
  return [...testRows(report), ...capabilityRows(report)];
}

/** The models of which any row has a cell, in order; null = the base. */
export function keptColumns(rows: readonly KeptRow[], { plan }: Pick<RunReport, 'plan'>): (string | null)[] {
  const known = new Set(rows.flatMap(({ cells }) => cells.map(({ after }) => after)));
  return [null, ...plan.stages.map(({ name }) => name)].filter((name) => known.has(name));
}

function testRows(report: RunReport): KeptRow[] {
  const { plan, retention } = report;
  return plan.stages.flatMap(({ name }) => {
    const after = retention.filter(({ test }) => test === name);
    if (after.length === 0) return [];
    const base = baseScores(report, name, 'zeroShot');
    const before = base?.metrics[base.primary] ?? null;
    const cells = after.map((cell) => {
      const words = cell.after === name ? 'just learned' : cell.retention === null ? 'not defined' : `keeps ${ratio(cell.retention)}`;
      return { after: cell.after, score: cell.score, retention: cell.retention, words, isLost: isBelow(cell, plan, 'retention') };
    });
    return [{ title: name, kind: 'test', cells: [...(before === null ? [] : [baseCell(before.mean)]), ...cells] }];
  });
}

function capabilityRows(report: RunReport): KeptRow[] {
  const steps = generalSteps(report);
  return capabilityCourses(report).map(({ capability, base, steps: measured }) => ({
    title: capabilityTitles[capability],
    kind: 'capability',
    cells: [
      ...(base === null ? [] : [baseCell(base.mean)]),
      ...steps.flatMap(({ stage }, index) => {
        const { accuracy, left } = measured[index]!;
        if (accuracy === null) return [];
        const kept = left.estimate?.mean ?? null;
        const words = kept === null ? 'not defined' : `keeps ${ratio(kept)}`;
        const isLost = isBelow({ after: stage.name, retention: kept }, report.plan, 'capabilities');
        return [{ after: stage.name, score: accuracy.mean, retention: kept, words, isLost }];
      }),
    ],
  }));
}

function baseCell(score: number): KeptCell {
  return { after: null, score, retention: null, words: 'before', isLost: false };
}

function isBelow(
  { after, retention }: { after: string; retention: number | null },
  plan: RunReport['plan'],
  gate: 'retention' | 'capabilities',
): boolean {
  const minimum = plan.stages.find(({ name }) => name === after)?.gates[gate].minimum ?? 0;
  return retention !== null && retention < minimum;
}

/** What the matrix shows. */
export function keptLead(report: RunReport): string {
  const tests =
    'Score on each stage’s test rows, from the base model to the last stage. What is kept = that score ÷ the score right after the stage that taught it; 1 = nothing forgotten.';
  return generalSteps(report).length === 0 ? tests : `${tests} Below: what the base model could do besides, ÷ the base’s score.`;
}
