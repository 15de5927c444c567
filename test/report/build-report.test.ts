import { describe, expect, test } from 'vitest';
import { RunReport } from '../../src/contracts/report.ts';
import { buildReport, retentionMatrix } from '../../src/report/build-report.ts';
import { contractReviewParts } from '../fixtures/report/contract-review-run.ts';
import { scores } from '../fixtures/report/measured.ts';

const parts = contractReviewParts();
const seconds = (goodput: { seconds: number }[]) => goodput.reduce((sum, part) => sum + part.seconds, 0);

describe('a built report', () => {
  test('is a valid report', () => {
    expect(() => RunReport.parse(buildReport(parts))).not.toThrow();
  });

  test('has goodput parts that add up to the wall time, the remainder named', () => {
    const { goodput } = buildReport(parts);
    expect(seconds(goodput)).toBeCloseTo(516, 6);
    expect(goodput.at(-1)!.what).toBe('everything else');
    expect(goodput.at(-1)!.seconds).toBeCloseTo(516 - 487.6, 6);
  });

  test('scales steps that ran side by side to the wall time, and says so', () => {
    const report = buildReport({
      ...parts,
      goodput: [
        { what: 'training', seconds: 774 },
        { what: 'evaluation', seconds: 258 },
      ],
    });
    expect(report.goodput.map((part) => part.seconds)).toEqual([387, 129]);
    expect(report.warnings.join()).toContain('side by side for 8 min 36 s');
  });

  test('counts how often the test rows of each stage were scored, unless more is known', () => {
    expect(buildReport(parts).testLooks).toEqual({ general: 3, specific: 2, company: 1 });
    expect(buildReport({ ...parts, testLooks: { company: 2 } }).testLooks).toEqual({ general: 3, specific: 2, company: 2 });
  });

  test('adds up interruptions over all attempts', () => {
    expect(buildReport(parts).interruptions).toEqual({ count: 2, stepsDoneAgain: 23, bitExact: true });
  });

  test('warns of leaks, few test rows, unclear gates and what a trainer warned of', () => {
    const [general, ...rest] = parts.stages;
    const attempt = general!.attempts[0]!;
    const warned = {
      ...general!,
      attempts: [{ ...attempt, training: { ...attempt.training, bitExact: false, warnings: ['gradient was clipped at every step'] } }],
    };
    const small = parts.data.map((data) => (data.stage === 'company' ? { ...data, splits: { ...data.splits, test: 12 } } : data));
    expect(buildReport({ ...parts, data: small, stages: [warned, ...rest] }).warnings).toEqual([
      '2 rows of stage specific also stood in a test or validation split and were taken out of training.',
      'Stage company is tested on 12 rows only: its intervals are wide.',
      'Stage general, attempt 1: gradient was clipped at every step',
      'Stage company: the retention gate on specific is inconclusive; about 310 test rows would settle it.',
      expect.stringContaining('not byte for byte'),
    ]);
  });
});

describe('the retention matrix', () => {
  const cell = (stages: typeof parts.stages, after: string, test: string) =>
    retentionMatrix(stages).find((found) => found.after === after && found.test === test);

  test('divides a score by the one right after the stage that taught it', () => {
    expect(cell(parts.stages, 'general', 'general')!.retention).toBe(1);
    expect(cell(parts.stages, 'company', 'specific')!.score).toBeCloseTo(97 / 120, 10);
    expect(cell(parts.stages, 'company', 'specific')!.retention).toBeCloseTo(97 / 104, 10);
  });

  test('leaves retention open where a stage was refused', () => {
    const stages = parts.stages.map((stage) => (stage.name === 'specific' ? { ...stage, accepted: false } : stage));
    expect(cell(stages, 'company', 'specific')!.retention).toBeNull();
  });

  test('leaves retention open where nothing above chance was learned', () => {
    const poor = scores({ test: 'general', n: 40, primary: 0.15, kind: 'labels', seconds: 0.2, promptTokens: 90 });
    expect(cell([{ ...parts.stages[0]!, tests: [poor] }], 'general', 'general')!.retention).toBeNull();
  });
});
