import { describe, expect, test } from 'vitest';
import { ClosingTable } from '../../src/contracts/closing-table.ts';
import { closingTable } from '../../src/report/closing-table.ts';
import { closingTableText } from '../../src/report/closing-table-text.ts';
import { contractReviewRun } from '../fixtures/report/contract-review-run.ts';

const report = contractReviewRun();
const table = closingTable(report, 812.4);

describe('the closing table as data', () => {
  test('keeps to its contract', () => {
    expect(ClosingTable.parse(JSON.parse(JSON.stringify(table)))).toEqual(table);
  });

  test('holds shares of 1, the own test first, and the paired difference from the base with examples', () => {
    const company = table.stages[2]!;
    expect(company.tests.map((found) => found.name)).toEqual(['company', 'general', 'specific']);
    const own = company.tests[0]!;
    expect(own).toMatchObject({
      n: 108,
      zeroShot: 0,
      fewShot: 2 / 108,
      after: 82 / 108,
      secondsPerAnswer: { fewShot: 0.612, tuned: 0.154 },
    });
    expect(own.difference!.estimate).toBeCloseTo(own.after! - own.fewShot!, 10);
    expect(own.difference!.low).toBeLessThan(own.difference!.estimate);
  });

  test('takes as "before" what the stage started from', () => {
    const [own, general, specific] = table.stages[2]!.tests;
    expect(own!.before).toBeCloseTo(3 / 108, 10);
    expect(general!.before).toBe(table.stages[1]!.tests[1]!.after);
    expect(specific!.before).toBe(table.stages[1]!.tests[0]!.after);
    expect(table.stages[0]!.tests[0]!.before).toBe(table.stages[0]!.tests[0]!.zeroShot);
  });

  test('tells what is left of each stage at the end', () => {
    expect(table.stages.map((stage) => stage.retention)).toEqual([85 / 88, 97 / 104, 1].map((value) => expect.closeTo(value, 10)));
  });

  test('has no difference where none was measured in pairs', () => {
    const [, general, specific] = table.stages[2]!.tests;
    expect(general!.difference).toBeNull();
    expect(specific!.difference!.estimate).toBeCloseTo(specific!.after! - specific!.fewShot!, 10);
  });

  test('holds the time of the run and the processor time that the caller measured', () => {
    expect(table).toMatchObject({ seconds: 516, cpuSeconds: 812.4 });
    expect(closingTable(report, null).cpuSeconds).toBeNull();
  });
});

describe('the closing table on a terminal', () => {
  test.each([60, 80, 93, 100, 200])('fits 80 to 100 columns when the terminal has %i', (width) => {
    const widest = Math.max(
      ...closingTableText(table, width)
        .split('\n')
        .map((line) => [...line].length),
    );
    expect(widest).toBeLessThanOrEqual(Math.min(100, Math.max(80, width)));
  });

  test('shows cards by three metrics and labels by accuracy, each with its interval', () => {
    const text = closingTableText(table, 100);
    expect(text).toMatch(/Exact cards\s+│ 0 % \(0–3\)\s+│ 2 % \(1–7\)\s+│ 76 % \(67–83\)\s+│ 76 % \(67–83\)/);
    expect(text.match(/Field accuracy/g)).toHaveLength(2);
    expect(text.match(/Valid JSON/g)).toHaveLength(2);
    expect(text).toMatch(/Accuracy\s+│ 21 % \(14–30\)\s+│ 35 % \(26–44\)\s+│ 85 % \(76–90\)\s+│ 82 % \(73–88\)/);
    expect(text).toContain('exact cards: 74 points (65 to 83), paired');
    expect(text).toContain('8 min 36 s in all, 13 min 32 s of processor time');
  });

  test('names a stage that was not accepted and a test that was not scored', () => {
    const cut = { ...table, stages: [{ ...table.stages[0]!, accepted: false, tests: [], retention: null }] };
    expect(closingTableText(cut, 80)).toContain('general · test not measured · NOT ACCEPTED · kept to the end: not measured');
  });
});
