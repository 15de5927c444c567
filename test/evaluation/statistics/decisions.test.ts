import { describe, expect, test } from 'vitest';
import { discordantDeviation, rowsForGate } from '../../../src/policy/test-size.ts';
import { byQuality, byRetention, decisions } from './decide.ts';

/** A test set as a thousand rows give it by default. */
const testRows = 100;
const unharmed = { before: 0.8, loss: 0.05, gain: 0.05 };
const aFifthLost = { before: 0.8, loss: 0.18, gain: 0.02 };

describe('what gates decide, simulated', () => {
  const retention = byRetention({ minimum: 0.9, onInconclusive: 'accept-if-estimate-passes' });

  test('a model that forgot nothing is accepted at least 95 times in 100 on 100 rows', () => {
    expect(decisions({ rows: testRows, pairs: unharmed }, retention, 600).accepted).toBeGreaterThanOrEqual(95);
  });

  test('a model that forgot a fifth is accepted at most 5 times in 100', () => {
    expect(decisions({ rows: testRows, pairs: aFifthLost }, retention, 600).accepted).toBeLessThanOrEqual(5);
  });

  test('on 600 rows with one in ten discordant, an unharmed model passes outright at least 80 times in 100', () => {
    expect(decisions({ rows: 600, pairs: { before: 0.4, loss: 0.05, gain: 0.05 } }, retention, 200).passed).toBeGreaterThanOrEqual(80);
  });

  test('"not worse by more than 1 point" that refuses only what is shown to be worse keeps both promises', () => {
    const quality = byQuality({ notWorseThanStartBy: 0.01, minimum: null, onInconclusive: 'accept' });
    expect(decisions({ rows: testRows, pairs: unharmed }, quality, 600).accepted).toBeGreaterThanOrEqual(95);
    expect(decisions({ rows: testRows, pairs: aFifthLost }, quality, 600).accepted).toBeLessThanOrEqual(5);
  });

  test('the size that a gate is said to need is enough', () => {
    const standardDeviation = Math.max(discordantDeviation(0.1, 0), discordantDeviation(0.2, -0.16));
    const rows = rowsForGate({ margin: 0.08, harm: 0.16, standardDeviation, onInconclusive: 'accept-if-estimate-passes' })!;
    expect(rows).toBe(74);
    expect(decisions({ rows, pairs: unharmed }, retention, 600).accepted).toBeGreaterThanOrEqual(95);
    expect(decisions({ rows, pairs: aFifthLost }, retention, 600).accepted).toBeLessThanOrEqual(6);
  });
});
