import { readFileSync } from 'node:fs';
import { AnnealFailure } from '../contracts/failure.ts';

/** How a trainer ended; exactly one of the two is set, both null when it could not be started. */
export interface TrainerEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Exit codes that the trainer promises. */
export const exitCodes = { interrupted: 75, refused: 78 } as const;

/**
 * How often Linux has killed a process for want of memory since the machine started; null where that cannot be known.
 * A SIGKILL alone proves nothing: a person or a supervisor sends it too.
 */
export function countMemoryKills(): number | null {
  try {
    const count = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1];
    return count === undefined ? null : Number(count);
  } catch {
    return null;
  }
}

/** What it means that a trainer ended in the middle of a request. `details.outOfMemory` is true where Linux killed it for that. */
export function failureOfExit(end: TrainerEnd, logTail: string, outOfMemory: boolean): AnnealFailure {
  const log = logTail === '' ? '' : `\nLast lines of its log:\n${logTail}`;
  const details = { code: end.code, signal: end.signal, outOfMemory };
  if (end.code === exitCodes.interrupted)
    return new AnnealFailure('TrainerInterrupted', 'The trainer was told to end and saved its work. It goes on from there.', { details });
  if (end.code === exitCodes.refused)
    return new AnnealFailure('BackendRefused', `The trainer refused to work in this configuration.${log}`, { details });
  if (end.signal === 'SIGKILL' || end.code === 137)
    return new AnnealFailure(
      'TrainerFailed',
      outOfMemory
        ? `The trainer was killed because memory ran out. If it happens again, fewer rows go into a forward pass.${log}`
        : `The trainer was killed from outside (SIGKILL). Nothing says that memory ran out; look for who sent it if it happens again.${log}`,
      { details },
    );
  const how =
    end.signal === null ? (end.code === null ? 'could not be started' : `ended with exit code ${end.code}`) : `was ended by ${end.signal}`;
  return new AnnealFailure('TrainerFailed', `The trainer ${how} in the middle of its work.${log}`, { details });
}
