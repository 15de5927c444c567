import { readFileSync } from 'node:fs';
import { AnnealFailure } from '../contracts/failure.ts';

/** The one key that a file holds. @throws AnnealFailure InvalidInput, without a word of the file */
export function readKeyFile(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new AnnealFailure(
      'InvalidInput',
      `${file} cannot be read (${(cause as NodeJS.ErrnoException).code}). Name a file that holds the API key.`,
      { cause },
    );
  }
  if (text !== '' && !/\s/.test(text)) return text;
  throw new AnnealFailure('InvalidInput', `${file} must hold one key and nothing else: a line of text without spaces.`);
}
