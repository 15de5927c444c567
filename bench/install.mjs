/**
 * `node bench/install.mjs data|metrics|trainer`: installs what a benchmark compares with, from its lock file into a virtual environment
 * of its own under .anneal/, once for each state of the lock file.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findUv } from '../scripts/setup/find-uv.mjs';
import { checkoutHome, packageFolder, placesIn } from '../scripts/setup/paths.mjs';
import { SetupProblem, runProgram, runStep } from '../scripts/setup/run-step.mjs';

const benchmarks = {
  data: { lock: 'bench/data/requirements.lock', venv: 'bench-data-venv', needs: 'the network and the package index' },
  metrics: { lock: 'bench/metrics/requirements.lock', venv: 'bench-metrics-venv', needs: 'the network and the package index' },
  trainer: {
    lock: 'bench/trainer/requirements.lock',
    venv: 'bench-venv',
    needs: 'the network, the package index and the disk (another 6 GB where uv cannot link its cache)',
  },
};

const [name = ''] = process.argv.slice(2);
const benchmark = benchmarks[name];
if (benchmark === undefined) throw new Error(`node bench/install.mjs ${Object.keys(benchmarks).join('|')}, not "${name}"`);

const places = placesIn(checkoutHome);
const lock = join(packageFolder, benchmark.lock);
const venv = join(checkoutHome, benchmark.venv);
const python = join(venv, 'bin', 'python');
const stampFile = join(venv, 'anneal-bench.json');
const stamp = `${createHash('sha256').update(readFileSync(lock)).digest('hex')}\n`;
const retry = `then run "npm run bench:${name}" again: what is done is not repeated.`;

function isInstalled() {
  return existsSync(python) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

async function install() {
  rmSync(stampFile, { force: true });
  const uv = await findUv(places);
  if (!existsSync(python)) {
    await runProgram(uv, ['venv', '--clear', '--python', places.python, venv], `Check that ${checkoutHome} can be written to; ${retry}`);
  }
  const args = ['pip', 'sync', '--require-hashes', '--compile-bytecode', '--python', python, lock];
  await runProgram(uv, args, `Check ${benchmark.needs}; ${retry}`);
  writeFileSync(stampFile, stamp);
}

try {
  await runStep(`Python packages (${benchmark.lock})`, isInstalled, install);
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(`\nset-up failed: ${error.message}`);
  process.exitCode = 1;
}
