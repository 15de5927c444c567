import type { Comparison, TestScores } from '../../../src/contracts/evaluation-report.ts';
import type { GateResult } from '../../../src/contracts/gate.ts';
import type { GatesSpec } from '../../../src/contracts/gates-spec.ts';
import { compareModels } from '../../../src/evaluation/comparison.ts';
import { qualityGate, retentionGate } from '../../../src/policy/gates.ts';
import { cardSet, prediction } from '../answered.ts';
import type { Pairs } from './draws.ts';
import { Draws, drawPairs } from './draws.ts';

/** Rows of one test set whose gates are simulated. */
export interface Situation {
  rows: number;
  pairs: Pairs;
}

/** Two models as the product compares them: predictions in, comparison out. */
function comparisonOf({ rows, pairs }: Situation, draws: Draws): Comparison {
  const right = drawPairs(
    Array.from({ length: rows }, () => null),
    pairs,
    0,
    draws,
  );
  const said = (values: Float64Array) => Array.from(values, (value, row) => prediction(`r${row}`, { answer: `{"a":${value}}` }));
  const references = Array.from({ length: rows }, (_, row) => ({ id: `r${row}`, group: null, answer: '{"a":1}' }));
  return compareModels({ set: cardSet, against: 'base', rows: references, before: said(right.before), after: said(right.after), seed: 1 });
}

/** What gates read of scores. */
function scoresOf(comparison: Comparison): TestScores {
  return {
    test: 'cards',
    split: 'test',
    prompt: 'zeroShot',
    answers: 'json',
    n: comparison.before.n,
    primary: 'exactMatch',
    metrics: { exactMatch: comparison.before },
    groups: [],
    medianPromptTokens: 1,
    medianAnswerTokens: 1,
    medianSecondsPerAnswer: 1,
    p95SecondsPerAnswer: 1,
    chance: 0,
    predictions: { sha256: '0'.repeat(64), size: 1, rows: comparison.before.n },
  };
}

/** How many of 100 models are accepted, and how many pass outright. */
export function decisions(
  situation: Situation,
  gate: (comparison: Comparison) => GateResult,
  times: number,
): { accepted: number; passed: number } {
  const draws = new Draws(31);
  let [accepted, passed] = [0, 0];
  for (let time = 0; time < times; time++) {
    const { decision, verdict } = gate(comparisonOf(situation, draws));
    if (decision === 'accept') accepted++;
    if (verdict === 'pass') passed++;
  }
  return { accepted: (100 * accepted) / times, passed: (100 * passed) / times };
}

export function byRetention(settings: GatesSpec['retention']): (comparison: Comparison) => GateResult {
  return (comparison) => retentionGate({ before: scoresOf(comparison), comparison, settings });
}

export function byQuality(settings: GatesSpec['quality']): (comparison: Comparison) => GateResult {
  return (comparison) => qualityGate({ scores: scoresOf(comparison), comparison, settings });
}
