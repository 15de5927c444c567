import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout that this file belongs to. */
export const checkoutFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Where set-up puts the programs that trainer/requirements.lock pins. */
export function venvExecutable(name: string): string {
  return join(checkoutFolder, '.anneal', 'venv', 'bin', name);
}
