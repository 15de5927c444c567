import { describe, expect, test } from 'vitest';
import type { GateResult } from '../../src/contracts/gate.ts';
import { gateNumbers, gateRows, gateTitle } from '../../src/report/gate-words.ts';
import { gateTable, verdictWords } from '../../src/report/tables/gate-table.ts';

function gate(facts: Partial<GateResult> & Pick<GateResult, 'gate'>): GateResult {
  const usual = { test: 'company', split: 'test', verdict: 'pass', decision: 'accept', value: 0.8, threshold: 0.9 } as const;
  return { ...usual, interval: null, itemsNeeded: null, reason: 'Passed.', ...facts };
}

const between = (low: number, high: number) => ({ mean: (low + high) / 2, low, high, n: 40, method: 'wilson' });

describe('a gate in words', () => {
  test.each([
    [gate({ gate: 'rule', what: 'fieldAccuracy' }), 'Rule of the spec: field accuracy'],
    [gate({ gate: 'impactRatio', what: 'metadata.country' }), 'Serves groups alike, by country'],
    [gate({ gate: 'groupGap', what: 'group' }), 'No wide gap between groups, by group'],
    [gate({ gate: 'retention' }), 'Keeps what it knew'],
  ])('names its metric or its column', (result, title) => {
    expect(gateTitle(result)).toBe(title);
  });

  test('names the capability of the suite', () => {
    expect(gateRows({ test: 'general-knowledge', split: 'suite' })).toBe('general knowledge, general suite');
    expect(gateRows({ test: 'company', split: 'validation' })).toBe('company, validation rows');
  });

  test.each([
    [
      gate({ gate: 'robustness', value: 0.23, threshold: 0.1, interval: between(0.12, 0.34) }),
      ['23 points lost', '12 to 34', 'at most 10 points lost'],
    ],
    [gate({ gate: 'groupGap', value: 0.011, threshold: 0.05, interval: between(-0.02, 0.04) }), ['1 point', '−2 to 4', 'at most 5 points']],
    [gate({ gate: 'capability', value: 0.899, interval: between(0.8, 1) }), ['0.89', '0.80 to 1.00', 'at least 0.90']],
    [gate({ gate: 'overfitting', value: 0.08, threshold: 0.5 }), ['0.0800 nats', '–', 'at most 0.500 nats']],
    [
      gate({ gate: 'quality', value: 0.12, threshold: -0.02, interval: between(0.02, 0.22) }),
      ['+12 points', '+2 to +22', 'at most 2 points worse'],
    ],
    [gate({ gate: 'quality', value: 0.12, threshold: 0 }), ['+12 points', '–', 'not worse']],
    [
      gate({ gate: 'rule', what: 'tokenF1', value: 0.82, threshold: 0.8, interval: between(0.7, 0.9) }),
      ['82 %', '70 % to 90 %', 'at least 80 %'],
    ],
    [gate({ gate: 'rule', what: 'tokenF1', value: 0.04, threshold: -0.05 }), ['+4 points', '–', 'at most 5 points worse']],
    [gate({ gate: 'rule', what: 'perplexity', value: 3.41, threshold: 4 }), ['3.41', '–', 'at most 4.00']],
    [gate({ gate: 'rule', what: 'perplexity', value: 0.41, threshold: 0 }), ['+0.410', '–', 'not worse']],
    [
      gate({ gate: 'robustness', value: null, threshold: 0.1, verdict: 'error', decision: 'ask' }),
      ['not measured', '–', 'at most 10 points lost'],
    ],
  ])('writes its numbers in their own unit', (result, [value, interval, threshold]) => {
    expect(gateNumbers(result)).toEqual({ value, interval, threshold });
  });

  test('takes the interval of an impact ratio from what was measured of the groups', () => {
    const [lowest, highest] = [
      { value: 'Kerry', favourable: 24, n: 40 },
      { value: 'Cork', favourable: 36, n: 40 },
    ];
    const impactRatio = {
      ratio: 2 / 3,
      low: 0.5,
      high: 0.9,
      lowest,
      highest,
      pValue: 0.004,
      verdict: 'fail',
      reason: null,
      tooSmall: [],
    } as const;
    const summary = { test: 'company', report: { sha256: 'a'.repeat(64), size: 2 }, worstCase: null, counterfactuals: [] };
    const behaviour = [{ ...summary, groups: [{ column: 'metadata.county', impactRatio: { ...impactRatio, tooSmall: [] }, gap: null }] }];
    const result = gate({
      gate: 'impactRatio',
      what: 'metadata.county',
      value: 2 / 3,
      threshold: 0.8,
      verdict: 'fail',
      decision: 'reject',
    });
    const of = 'company, test rows';
    expect(gateTable('Gates', [result], behaviour).rows).toEqual([
      ['Serves groups alike, by county', of, '0.66', '0.50 to 0.90', 'at least 0.80', 'failed'],
    ]);
    expect(gateTable('Gates', [result]).rows[0]![3]).toBe('–');
  });

  test('says that a gate does not apply where there was nothing to keep', () => {
    expect(verdictWords(gate({ gate: 'capability', verdict: 'inconclusive', value: null }))).toBe('does not apply');
    expect(verdictWords(gate({ gate: 'capability', verdict: 'inconclusive', decision: 'accept' }))).toBe('inconclusive, counted as passed');
  });
});
