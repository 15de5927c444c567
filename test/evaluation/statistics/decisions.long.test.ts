import { describe, expect, test } from 'vitest';
import { byQuality, byRetention, decisions } from './decide.ts';
import { simulations } from './simulate.ts';

/** One row in ten is discordant by chance; a fifth of `before` is lost on top of it. */
const situations = [0.6, 0.7, 0.8, 0.9].map((before) => ({
  before,
  unharmed: { before, loss: 0.05, gain: 0.05 },
  harmed: { before, loss: 0.2 * before + 0.02, gain: 0.02 },
}));

describe.each(situations)('a model that was right in $before of 100 rows', ({ unharmed, harmed }) => {
  test('forgot nothing or a fifth: the retention gate tells them apart on 150 rows', () => {
    const gate = byRetention({ minimum: 0.9, onInconclusive: 'accept-if-estimate-passes' });
    expect(decisions({ rows: 150, pairs: unharmed }, gate, simulations).accepted).toBeGreaterThanOrEqual(95);
    expect(decisions({ rows: 150, pairs: harmed }, gate, simulations).accepted).toBeLessThanOrEqual(5);
  });

  test('lost nothing or a fifth: "not worse by more than 1 point" tells them apart on 200 rows', () => {
    const gate = byQuality({ notWorseThanStartBy: 0.01, minimum: null, onInconclusive: 'accept' });
    expect(decisions({ rows: 200, pairs: unharmed }, gate, simulations).accepted).toBeGreaterThanOrEqual(95);
    expect(decisions({ rows: 200, pairs: harmed }, gate, simulations).accepted).toBeLessThanOrEqual(5);
  });

  test('passes outright on 600 rows where it forgot nothing', () => {
    const gate = byRetention({ minimum: 0.9, onInconclusive: 'reject' });
    expect(decisions({ rows: 600, pairs: unharmed }, gate, 1000).passed).toBeGreaterThanOrEqual(80);
  });
});
