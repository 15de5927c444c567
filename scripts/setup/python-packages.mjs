import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython, isAllowed, pythonVersion } from './find-python.mjs';
import { findUv } from './find-uv.mjs';
import { homeFolder, requirementsLock, venvFolder, venvPython } from './paths.mjs';
import { runProgram, runStep } from './run-step.mjs';

const stampFile = join(venvFolder, 'anneal-setup.json');
const retry = 'run "npm run setup" again: what is done is not repeated.';

export async function installPythonPackages() {
  await runStep('Python packages (trainer/requirements.lock)', isInstalled, async () => {
    mkdirSync(homeFolder, { recursive: true });
    rmSync(stampFile, { force: true }); // whatever happens now, only a complete installation counts
    const wanted = stamp();
    const uv = await findUv();
    await makeVenv(uv);
    await runProgram(
      uv,
      ['pip', 'sync', '--require-hashes', '--compile-bytecode', '--python', venvPython, requirementsLock],
      `Check the network, the package index and the disk (about 6 GB are needed on Linux); then ${retry}`,
    );
    writeFileSync(stampFile, wanted);
  });
}

/** The stamp lies inside the environment, so that removing one removes the other; the link breaks when its Python goes. */
function isInstalled() {
  return existsSync(venvPython) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp();
}

function stamp() {
  const lock = createHash('sha256').update(readFileSync(requirementsLock)).digest('hex');
  return `${JSON.stringify({ lock, platform: process.platform, arch: process.arch })}\n`;
}

/** Keeps an environment whose Python works, so that a changed lock file costs only what changed. */
async function makeVenv(uv) {
  const present = existsSync(venvPython) ? await pythonVersion(venvPython) : null;
  if (present !== null && isAllowed(present)) return;
  const python = await findPython();
  rmSync(venvFolder, { recursive: true, force: true });
  await runProgram(uv, ['venv', '--python', python, venvFolder], `Check that ${homeFolder} can be written to; then ${retry}`);
}
