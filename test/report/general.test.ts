import { describe, expect, test } from 'vitest';
import { buildReport, type ReportParts } from '../../src/report/build-report.ts';
import { capabilityCourses, generalSentences } from '../../src/report/general.ts';
import { ratioWithInterval } from '../../src/report/numbers.ts';
import { retentionHeatMap } from '../../src/report/charts/retention-heat-map.ts';
import { capabilityTable, textLossTable } from '../../src/report/tables/general-tables.ts';
import { contractReviewParts } from '../fixtures/report/contract-review-run.ts';

const parts = contractReviewParts();
const report = buildReport(parts);
const company = parts.stages[2]!;
const comparisonOf = (capability: string) =>
  company.attempts.at(-1)!.general!.against!.capabilities.find((each) => each.capability === capability)!.comparison;

/** The same run with its last attempt's report on general capabilities changed. */
function withGeneral(change: (general: NonNullable<ReportParts['general']>) => ReportParts['general'], accepted = true) {
  const attempts = company.attempts.map((attempt, index) => (index === 1 ? { ...attempt, general: change(attempt.general!) } : attempt));
  return buildReport({ ...parts, stages: [...parts.stages.slice(0, 2), { ...company, attempts, accepted }] });
}

describe('general capabilities in a report', () => {
  test('go by after ÷ before of the same questions, with the paired interval', () => {
    for (const { capability, left } of capabilityCourses(report)) {
      const { before, after, difference } = comparisonOf(capability);
      expect(left.estimate!.mean).toBeCloseTo(after.mean / before.mean, 12);
      expect(left.estimate!.low).toBeCloseTo((before.mean + difference.low) / before.mean, 12);
      expect(left.estimate!.high).toBeCloseTo((before.mean + difference.high) / before.mean, 12);
    }
  });

  test('stand in a table with chance, the base, every stage and the verdict', () => {
    const { head, rows, notes } = capabilityTable(report);
    expect(head).toEqual([
      'Capability',
      'By guessing',
      'Base model',
      'After general',
      'After specific',
      'After company',
      'Left at the end',
      'Gate',
    ]);
    expect(rows.map(([name]) => name)).toEqual(['general knowledge', 'reasoning', 'language']);
    const reasoning = capabilityCourses(report)[1]!;
    expect(rows[1]![6]).toBe(ratioWithInterval(reasoning.left.estimate!));
    expect(rows[1]![7]).toMatch(/^(passed|failed|inconclusive, counted as passed)$/);
    expect(notes!.join()).toContain('on the same questions');
  });

  test('name the worst one in a sentence, and what became of general text', () => {
    const worst = capabilityCourses(report).toSorted((one, other) => one.left.estimate!.mean - other.left.estimate!.mean)[0]!;
    const [least, text, asked] = generalSentences(report);
    expect(least).toContain(`Least is left of ${worst.capability.replace('-', ' ')}: ${ratioWithInterval(worst.left.estimate!)}`);
    expect(text).toMatch(
      /^General text: loss 3\.\d+ → 3\.\d+ nats a token, \+0\.\d+ \(\+0\.\d+ to \+0\.\d+\): it has become less likely\.$/,
    );
    expect(asked).toMatch(/^Asked: \d+ of general knowledge, \d+ of reasoning, \d+ of language, by log-likelihood; suite version \d+\.$/);
  });

  test('tell the mean score of tasks that were learned together, which have no matrix', () => {
    const together = buildReport({ ...parts, plan: { ...parts.plan, kind: 'multiTask' } });
    expect(generalSentences(together).at(-1)).toMatch(/^Mean score of the 3 tasks at the end: 79 %\./);
    expect(generalSentences(report).join()).not.toContain('Mean score');
  });

  test('say why nothing can be left of what the base could not do', () => {
    const cut = withGeneral((general) => ({
      ...general,
      against: {
        ...general.against!,
        capabilities: general.against!.capabilities.map((each) =>
          each.capability === 'language'
            ? { ...each, comparison: { ...each.comparison, before: { ...each.comparison.before, low: 0.1 } } }
            : each,
        ),
      },
    }));
    const { rows, notes } = capabilityTable(cut);
    expect(rows[2]![6]).toBe('– (a)');
    expect(notes![0]).toMatch(/^\(a\) not measured: base was not above chance \(\d+ %\), so there was nothing to keep$/);
  });

  test('leave the column out with its reason where there was no base to compare with', () => {
    const { head, notes } = capabilityTable(withGeneral((general) => ({ ...general, against: null })));
    expect(head).not.toContain('Left at the end');
    expect(notes).toContain('Left at the end: not measured, there is no base to compare with');
  });

  test('show a refused stage as such, and tell what is left of the model that stands', () => {
    const refused = withGeneral((general) => general, false);
    expect(capabilityTable(refused).head).toContain('After company (not accepted)');
    const specific = parts.stages[1]!.attempts.at(-1)!.general!.against!.capabilities[0]!.comparison;
    expect(capabilityCourses(refused)[0]!.left.estimate!.mean).toBeCloseTo(specific.after.mean / specific.before.mean, 12);
  });

  test('give general text a row a model, its change in nats a token', () => {
    const { rows } = textLossTable(report);
    expect(rows.map(([model]) => model)).toEqual(['Base model', 'After general', 'After specific', 'After company']);
    expect(rows[3]![2]).toMatch(/^\+0\.\d+ \(\+0\.\d+ to \+0\.\d+\)$/);
  });
});

describe('the heat map', () => {
  const label = (svg: string) => /aria-label="([^"]+)"/.exec(svg)![1]!;

  test('shows capabilities as rows beside the stages’ tests, the base first', () => {
    const said = label(retentionHeatMap(report));
    expect(said).toMatch(/^Retention matrix: base on general 21 %; after general on general 85 %/);
    expect(said).toMatch(/base on reasoning \d+ %; after general on reasoning \d+ %, keeps \d\.\d\d/);
  });

  test('frames what lies below the minimum of its gate', () => {
    const framed = (svg: string) => svg.match(/stroke="var\(--fail\)"/g)?.length ?? 0;
    const forgot = withGeneral(() => company.attempts[0]!.general);
    const below = capabilityCourses(forgot).filter(({ left }) => left.estimate!.mean < 0.9).length;
    expect(below).toBeGreaterThan(0);
    expect(framed(retentionHeatMap(forgot)) - framed(retentionHeatMap(report))).toBe(
      below - capabilityCourses(report).filter(({ left }) => left.estimate!.mean < 0.9).length,
    );
  });

  test('has the stages alone where nothing general was measured', () => {
    const stages = parts.stages.map((stage) => ({ ...stage, attempts: stage.attempts.map((attempt) => ({ ...attempt, general: null })) }));
    const said = label(retentionHeatMap(buildReport({ ...parts, general: null, stages })));
    expect(said).toContain('after company on specific 81 %, keeps 0.93');
    expect(said).not.toContain('reasoning');
  });
});
