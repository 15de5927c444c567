/** Where our own files lie, in a checkout (TypeScript, run as it is) and in an installed package (compiled) alike. */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** Whether this is a checkout: npm never packs the lock file. */
export const isCheckout = existsSync(join(packageFolder, 'package-lock.json'));

/** src/ of a checkout, dist/ of a package. */
export const codeFolder = fileURLToPath(new URL('.', import.meta.url));

/** Ending of our modules: `.ts` or `.js`. */
export const codeEnding = extname(import.meta.filename);

/** How this package's set-up is started by hand. */
export const setupCommand = isCheckout ? 'npm run setup' : 'npx anneal setup';
