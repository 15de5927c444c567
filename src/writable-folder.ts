import { accessSync, constants, mkdirSync } from 'node:fs';
import { AnnealFailure } from './contracts/failure.ts';

/**
 * Makes a folder for the owner's eyes, unless it is there. `advice`: what goes there, and what to do where it cannot.
 * @throws AnnealFailure InvalidInput when it cannot be made or written to.
 */
export function makeWritable(folder: string, advice: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new AnnealFailure('InvalidInput', `The folder ${folder} cannot be written to (${code}). ${advice}`, { cause });
  }
}
