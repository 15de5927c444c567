import { expect, test } from 'vitest';
import type { Log } from '../../src/telemetry/log-line.ts';
import { relayTrainerLine } from '../../src/telemetry/trainer-line.ts';

test.each([
  ['2026-11-23 09:42:01,123 anneal_trainer INFO loaded the model', 'info', 'loaded the model'],
  ['2026-11-23 09:42:01,123 peft.tuners WARNING odd modules', 'warn', 'odd modules'],
  ['2026-11-23 09:42:01,123 anneal_trainer ERROR DiskFull of request r1', 'error', 'DiskFull of request r1'],
  ['Traceback (most recent call last):', 'info', 'Traceback (most recent call last):'],
])('%s is told as %s', (line, level, message) => {
  const told: [string, string][] = [];
  const log: Log = {
    info: (text) => void told.push(['info', text]),
    warn: (text) => void told.push(['warn', text]),
    error: (text) => void told.push(['error', text]),
  };
  relayTrainerLine(line, log);
  expect(told).toEqual([[level, message]]);
});
