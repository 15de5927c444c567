import { expect, test } from 'vitest';
import { account, affordableMicroBatch, refuseHopeless, withLastSeen } from '../../src/backends/attempt-accounts.ts';
import type { AttemptRecord } from '../../src/backends/attempt-records.ts';

function record(change: Partial<AttemptRecord>): AttemptRecord {
  return {
    format: 1,
    number: 1,
    execution: 'run/1',
    resumedFrom: 0,
    step: 0,
    microBatchSize: 4,
    seconds: 1,
    outcome: 'failed',
    warnings: [],
    ...change,
  };
}
const memory = (microBatchSize: number) => record({ outcome: 'out-of-memory', microBatchSize });

test('the second time that memory runs out halves the micro-batch, to a divisor of the effective one', () => {
  expect(affordableMicroBatch([], 8, 8)).toBe(8);
  expect(affordableMicroBatch([memory(8)], 8, 8)).toBe(8);
  expect(affordableMicroBatch([memory(8), memory(8)], 8, 8)).toBe(4);
  expect(affordableMicroBatch([memory(8), memory(8), memory(4), memory(4)], 8, 8)).toBe(2);
  expect(affordableMicroBatch([memory(5), memory(5)], 5, 5)).toBe(1);
  expect(affordableMicroBatch([memory(6), memory(6), memory(3), memory(3)], 6, 12)).toBe(1);
});

test('memory that runs out with one row a forward pass is the end', () => {
  expect(() => affordableMicroBatch([memory(1), memory(1)], 1, 4)).toThrow(expect.objectContaining({ name: 'OutOfMemory' }));
});

test('five attempts in a row from one checkpoint are hopeless, four are not', () => {
  const barren = Array.from({ length: 5 }, () => record({ resumedFrom: 20 }));
  expect(() => refuseHopeless(barren.slice(1), 'run/1', 20)).not.toThrow();
  expect(() => refuseHopeless(barren, 'run/1', 20)).toThrow(expect.objectContaining({ name: 'NoProgress' }));
  expect(() => refuseHopeless(barren, 'run/1', 21)).not.toThrow();
});

test('attempts of another execution, cancelled ones and those that ran out of memory are no lack of progress', () => {
  const others = Array.from({ length: 9 }, (_, index) =>
    record({ ...[{ execution: 'run/0' }, { outcome: 'cancelled' as const }, { outcome: 'out-of-memory' as const }][index % 3] }),
  );
  expect(() => refuseHopeless([...others, record({}), record({})], 'run/1', 0)).not.toThrow();
});

test('steps done again, seconds and warnings add up over attempts', () => {
  const records = [
    record({ step: 25, seconds: 10, warnings: ['a'] }),
    record({ resumedFrom: 20, step: 30, seconds: 5, outcome: 'cancelled', warnings: ['a', 'b'] }),
    record({ resumedFrom: 30, step: 40, seconds: 4, outcome: 'finished' }),
  ];
  expect(account(records)).toMatchObject({ interruptions: 2, lostSteps: 5, seconds: 19, warnings: ['a', 'b'] });
});

test('a killed worker’s last heartbeat tells how far it had come', () => {
  const seen = {
    doing: 'training' as const,
    stage: 's',
    step: 33,
    totalSteps: 40,
    loss: null,
    tokensPerSecond: null,
    etaSeconds: null,
    checkpoint: null,
    trainerPid: null,
  };
  expect(withLastSeen([record({ step: 30, outcome: 'running' })], seen)[0]?.step).toBe(33);
  expect(withLastSeen([record({ step: 30 })], seen)[0]?.step).toBe(30);
});
