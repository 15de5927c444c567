// Installs the Python metric packages from bench/metrics/requirements.lock into .anneal/bench-metrics-venv, once for each state of the lock file.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findUv } from '../../scripts/setup/find-uv.mjs';
import { checkoutHome, packageFolder, placesIn } from '../../scripts/setup/paths.mjs';
import { SetupProblem, runProgram, runStep } from '../../scripts/setup/run-step.mjs';

const places = placesIn(checkoutHome);
const lock = join(packageFolder, 'bench', 'metrics', 'requirements.lock');
const venv = join(checkoutHome, 'bench-metrics-venv');
const python = join(venv, 'bin', 'python');
const stampFile = join(venv, 'anneal-bench.json');
const stamp = `${createHash('sha256').update(readFileSync(lock)).digest('hex')}\n`;
const retry = 'then run "npm run bench:metrics" again: what is done is not repeated.';

function isInstalled() {
  return existsSync(python) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

async function install() {
  rmSync(stampFile, { force: true });
  const uv = await findUv(places);
  if (!existsSync(python)) {
    await runProgram(uv, ['venv', '--clear', '--python', places.python, venv], `Check that ${checkoutHome} can be written to; ${retry}`);
  }
  const advice = `Check the network and the package index; ${retry}`;
  await runProgram(uv, ['pip', 'sync', '--require-hashes', '--compile-bytecode', '--python', python, lock], advice);
  writeFileSync(stampFile, stamp);
}

try {
  await runStep('Python packages (bench/metrics/requirements.lock)', isInstalled, install);
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(`\nset-up failed: ${error.message}`);
  process.exitCode = 1;
}
