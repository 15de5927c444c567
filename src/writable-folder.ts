import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AnnealFailure } from './contracts/failure.ts';

/**
 * Makes a folder for the owner's eyes, unless it is there. `advice`: what goes there, and what to do where it cannot.
 * @throws AnnealFailure InvalidInput when it cannot be made or written to.
 */
export function makeWritable(folder: string, advice: string): void {
  try {
    accessSync(nearestFolder(folder), constants.W_OK); // mkdir's own error for a read-only disk would be ENOENT
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new AnnealFailure('InvalidInput', `The folder ${folder} cannot be written to (${code}). ${advice}`, { cause });
  }
}

/** The folder itself, or the first of its parents that is there. */
function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}
