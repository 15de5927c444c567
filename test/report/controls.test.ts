import { describe, expect, test } from 'vitest';
import type { ControlOutcome } from '../../src/contracts/run.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { closingTable } from '../../src/report/closing-table.ts';
import { closingTableText } from '../../src/report/closing-table-text.ts';
import { controlSentences } from '../../src/report/controls.ts';
import { reportHtml } from '../../src/report/html.ts';
import { reportMarkdown } from '../../src/report/markdown.ts';
import { contractReviewParts } from '../fixtures/report/contract-review-run.ts';

const parts = contractReviewParts();
const company = parts.stages[2]!;

/** A control on the company's rows whose paired difference to the run's model has this interval. */
function control(low: number, mean: number, high: number): ControlOutcome {
  const { comparison } = company.comparisons[0]!;
  const difference = { ...comparison.difference, low, mean, high };
  return {
    kind: 'direct',
    test: 'company',
    training: company.attempts[0]!.training,
    scores: company.tests[0]!,
    comparison: { ...comparison, against: 'company straight from the base', difference },
  };
}

const reportWith = (...controls: ControlOutcome[]) => buildReport({ ...parts, plan: { ...parts.plan, control: 'direct' }, controls });

describe('the report of a run with a control', () => {
  test.each([
    [control(0.02, 0.08, 0.14), 'the earlier stages helped', '8 points better'],
    [control(-0.03, 0.04, 0.11), 'no gain from the earlier stages is shown', 'may be chance'],
    [control(-0.2, -0.1, -0.02), 'the earlier stages cost something', '10 points worse'],
  ])('says what the earlier stages were good for', (given, verdict, size) => {
    const report = reportWith(given);
    for (const text of [controlSentences(report)[0]!, reportMarkdown(report), reportHtml(report)]) {
      expect(text).toContain(verdict);
      expect(text).toContain(size);
    }
  });

  test('shows both models beside one another', () => {
    expect(reportMarkdown(reportWith(control(0.02, 0.08, 0.14)))).toMatch(/Straight from the base \| After all stages/);
  });

  test('says why there is none where none could be trained', () => {
    expect(reportMarkdown(reportWith())).toContain('there is nothing to compare');
  });

  test('closes with it in the terminal', () => {
    const text = closingTableText(closingTable(reportWith(control(-0.03, 0.04, 0.11)), null), 100);
    expect(text).toMatch(
      /Control, company: straight from the base .* after all stages .*: 4 points \(−3 to 11\), paired: no difference shown/,
    );
  });
});

test('the report of a run without a control has no such section', () => {
  const report = buildReport(parts);
  expect(reportMarkdown(report)).not.toMatch(/earlier stages gained|Control/);
  expect(reportHtml(report)).not.toContain('id="controls"');
});
