import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A checkout, or an installed package: the folder with package.json and trainer/. */
export const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
/** npm never packs the lock file. */
export const isCheckout = existsSync(join(packageFolder, 'package-lock.json'));
/** What a person types to start this set-up again. */
export const setupCommand = isCheckout ? 'npm run setup' : 'npx anneal setup';
export const requirementsLock = join(packageFolder, 'trainer', 'requirements.lock');
/** Where a checkout keeps what is installed; an installed package is told a folder. */
export const checkoutHome = join(packageFolder, '.anneal');

/** What lies where under the folder that everything is installed into. */
export function placesIn(home) {
  const venv = join(home, 'venv');
  return { home, venv, python: join(venv, 'bin', 'python'), tools: join(home, 'tools'), lock: join(home, 'setup.lock') };
}
