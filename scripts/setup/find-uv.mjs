import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from './find-python.mjs';
import { setupCommand } from './paths.mjs';
import { SetupProblem, answerOf, runProgram } from './run-step.mjs';

const pinned = '0.13.9';
/** Older ones lack options that the set-up uses. */
const oldest = [0, 5];

/** The uv on the PATH when it is new enough, else one of our own, installed by pip into the tools' folder. */
export async function findUv({ tools }) {
  if (isNewEnough(await answerOf('uv', ['--version']))) return 'uv';
  const folder = join(tools, `uv-${pinned}`);
  const own = join(folder, 'bin', 'uv');
  if (!existsSync(own)) await installUv(folder);
  return own;
}

function isNewEnough(answer) {
  const match = /^uv (\d+)\.(\d+)\./.exec(answer ?? '');
  if (!match) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

async function installUv(folder) {
  const python = await findPython();
  if ((await answerOf(python, ['-m', 'pip', '--version'])) === null) {
    throw new SetupProblem(
      `There is neither uv nor pip for ${python}. Install uv (https://docs.astral.sh/uv) or pip (Debian, Ubuntu: apt install python3-pip); ` +
        `then run "${setupCommand}" again.`,
    );
  }
  const draft = `${folder}.part`; // an interrupted installation is never taken for a whole one
  rmSync(draft, { recursive: true, force: true });
  await runProgram(
    python,
    ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--no-deps', '--target', draft, `uv==${pinned}`],
    `Check the network and the package index, or install uv yourself (https://docs.astral.sh/uv); then run "${setupCommand}" again.`,
  );
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}
