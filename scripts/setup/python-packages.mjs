import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython, isAllowed, pythonVersion } from './find-python.mjs';
import { findUv } from './find-uv.mjs';
import { requirementsLock, setupCommand } from './paths.mjs';
import { runProgram, runStep } from './run-step.mjs';

const retry = `run "${setupCommand}" again: what is done is not repeated.`;
/** Lies inside the environment, so that removing one removes the other. */
const stampFile = ({ venv }) => join(venv, 'anneal-setup.json');

export async function installPythonPackages(places) {
  const isDone = () => isInstalled(places);
  await runStep('Python packages (trainer/requirements.lock)', isDone, async () => {
    const whole = existsSync(stampFile(places));
    rmSync(stampFile(places), { force: true }); // whatever happens now, only a complete installation counts
    const wanted = stamp();
    const uv = await findUv(places);
    await makeVenv(uv, places, whole);
    await runProgram(
      uv,
      ['pip', 'sync', '--require-hashes', '--compile-bytecode', '--python', places.python, requirementsLock],
      `Check the network, the package index and the disk (about 6 GB are needed on Linux); then ${retry}`,
    );
    writeFileSync(stampFile(places), wanted);
  });
}

/** The link to the environment's Python breaks when that Python goes. */
function isInstalled(places) {
  const file = stampFile(places);
  return existsSync(places.python) && existsSync(file) && readFileSync(file, 'utf8') === stamp();
}

function stamp() {
  const lock = createHash('sha256').update(readFileSync(requirementsLock)).digest('hex');
  return `${JSON.stringify({ lock, platform: process.platform, arch: process.arch })}\n`;
}

/**
 * Keeps an environment that was whole and whose Python works, so that a changed lock file costs only what changed. One without
 * a stamp was interrupted: uv, killed while it wrote a package, takes that package for installed the next time.
 */
async function makeVenv(uv, { home, venv, python: own }, whole) {
  const present = whole && existsSync(own) ? await pythonVersion(own) : null;
  if (present !== null && isAllowed(present)) return;
  const python = await findPython();
  rmSync(venv, { recursive: true, force: true });
  await runProgram(uv, ['venv', '--python', python, venv], `Check that ${home} can be written to; then ${retry}`);
}
