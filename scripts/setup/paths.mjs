import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const checkout = fileURLToPath(new URL('../..', import.meta.url));
export const homeFolder = join(checkout, '.anneal');
export const venvFolder = join(homeFolder, 'venv');
export const venvPython = join(venvFolder, 'bin', 'python');
export const toolsFolder = join(homeFolder, 'tools');
export const requirementsLock = join(checkout, 'trainer', 'requirements.lock');
