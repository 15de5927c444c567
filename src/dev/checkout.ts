import { join } from 'node:path';
import { packageFolder } from '../package-folder.ts';

/** The checkout that this file belongs to. */
export const checkoutFolder = packageFolder;

/** Where set-up puts the programs that trainer/requirements.lock pins, in a checkout. */
export function venvExecutable(name: string): string {
  return join(checkoutFolder, '.anneal', 'venv', 'bin', name);
}
