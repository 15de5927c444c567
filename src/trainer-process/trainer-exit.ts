import { AnnealFailure } from '../contracts/failure.ts';

/** How a trainer ended; exactly one of the two is set, both null when it could not be started. */
export interface TrainerEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Exit codes that the trainer promises. */
export const exitCodes = { interrupted: 75, refused: 78 } as const;

/** What it means that a trainer ended in the middle of a request, with the end of its log. */
export function failureOfExit(end: TrainerEnd, logTail: string): AnnealFailure {
  const log = logTail === '' ? '' : `\nLast lines of its log:\n${logTail}`;
  const details = { code: end.code, signal: end.signal };
  if (end.code === exitCodes.interrupted)
    return new AnnealFailure('TrainerInterrupted', 'The trainer was told to end and saved its work. It goes on from there.', { details });
  if (end.code === exitCodes.refused)
    return new AnnealFailure('BackendRefused', `The trainer refused to work in this configuration.${log}`, { details });
  if (end.signal === 'SIGKILL' || end.code === 137)
    return new AnnealFailure(
      'TrainerFailed',
      `The trainer was killed from outside (SIGKILL). That is what Linux does when memory runs out: if it happens again, choose a smaller microBatchSize or maxTokens.${log}`,
      { details: { ...details, suspected: 'OutOfMemory' } },
    );
  const how = end.signal === null ? (end.code === null ? 'could not be started' : `ended with exit code ${end.code}`) : `was ended by ${end.signal}`;
  return new AnnealFailure('TrainerFailed', `The trainer ${how} in the middle of its work.${log}`, { details });
}
