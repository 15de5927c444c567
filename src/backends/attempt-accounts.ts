import { AnnealFailure } from '../contracts/failure.ts';
import type { Progress } from '../contracts/training.ts';
import type { AttemptRecord } from './attempt-records.ts';

/** Attempts in a row without a newer checkpoint after which one more is hopeless. */
const mostBarrenAttempts = 5;
/** Times that memory may run out at one micro-batch size: the first may be a neighbour's doing. */
const mostMemoryFailures = 2;

/**
 * Refuses to try on when the last attempts of this execution all began at the same checkpoint. Cancelled ones do not
 * count, nor those that ran out of memory: they end by themselves.
 * @throws AnnealFailure NoProgress
 */
export function refuseHopeless(records: readonly AttemptRecord[], execution: string, resumeFrom: number): void {
  const own = records.filter((record) => record.execution === execution && !['cancelled', 'out-of-memory'].includes(record.outcome));
  const barren = own.length - 1 - own.findLastIndex((record) => record.resumedFrom < resumeFrom);
  if (barren < mostBarrenAttempts) return;
  throw new AnnealFailure(
    'NoProgress',
    `${barren} attempts in a row have ended before the checkpoint after step ${resumeFrom}. Read the trainer's logs (anneal logs), mend what they name, and start the run again: it goes on from step ${resumeFrom}. If the trainer was killed from outside each time, lower timing.checkpointSeconds.`,
    { details: { attempts: barren, step: resumeFrom } },
  );
}

/** Rows a forward pass may hold, halved for every second time that memory ran out. @throws AnnealFailure OutOfMemory at one row. */
export function affordableMicroBatch(records: readonly AttemptRecord[], asked: number, effective: number): number {
  let size = asked;
  for (let failures = memoryFailures(records, size); failures >= mostMemoryFailures; failures = memoryFailures(records, size)) {
    const smaller = largestDivisor(effective, Math.floor(size / 2));
    if (smaller === null)
      throw new AnnealFailure(
        'OutOfMemory',
        'Memory ran out with one row a forward pass. Lower maxTokens or lora.r, set gradientCheckpointing, or use a machine with more memory.',
      );
    size = smaller;
  }
  return size;
}

const memoryFailures = (records: readonly AttemptRecord[], microBatchSize: number) =>
  records.filter((record) => record.outcome === 'out-of-memory' && record.microBatchSize === microBatchSize).length;

function largestDivisor(of: number, most: number): number | null {
  for (let divisor = most; divisor >= 1; divisor--) if (of % divisor === 0) return divisor;
  return null;
}

/** A worker that was killed could not write how far it had come; its last heartbeat tells. */
export function withLastSeen(records: readonly AttemptRecord[], lastSeen: Progress | null): AttemptRecord[] {
  return records.map((record, index) => {
    const cutShort = index === records.length - 1 && record.outcome === 'running' && lastSeen !== null;
    return cutShort ? { ...record, step: Math.max(record.step, lastSeen.step) } : record;
  });
}

/** What all attempts at a training came to, the successful one last. */
export function account(records: readonly AttemptRecord[]): {
  interruptions: number;
  lostSteps: number;
  seconds: number;
  warnings: string[];
} {
  const pairs = records.map((record, index) => [record, records[index + 1]] as const);
  return {
    interruptions: records.length - 1,
    lostSteps: pairs.reduce((sum, [record, next]) => sum + (next ? Math.max(0, record.step - next.resumedFrom) : 0), 0),
    seconds: records.reduce((sum, record) => sum + record.seconds, 0),
    warnings: [...new Set(records.flatMap((record) => record.warnings))],
  };
}
