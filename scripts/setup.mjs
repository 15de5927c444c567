// Prepares a checkout: Node packages, uv, the Python environment. Runs before anything is installed, so it uses Node's
// built-ins only and plain JavaScript. Each step is skipped at once when it is done for the lock files as they are.
// The installed package runs it too: `--home DIR` sets up the Python environment alone, in that folder; `--find-python`
// only looks for a Python to make it with.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findPython } from './setup/find-python.mjs';
import { installNodePackages } from './setup/node-packages.mjs';
import { checkoutHome, placesIn } from './setup/paths.mjs';
import { installPythonPackages } from './setup/python-packages.mjs';
import { holdSetupLock } from './setup/setup-lock.mjs';
import { SetupProblem, endWithParent } from './setup/run-step.mjs';

const { values } = parseArgs({ options: { home: { type: 'string' }, 'find-python': { type: 'boolean', default: false } } });

async function setUp() {
  const places = placesIn(values.home === undefined ? checkoutHome : resolve(values.home));
  const release = await holdSetupLock(places);
  try {
    if (values.home === undefined) await installNodePackages();
    await installPythonPackages(places);
  } finally {
    release();
  }
}

/** To a program that started this over a channel, or else to a person. */
function tell(problem) {
  if (process.send) process.send({ problem });
  else console.error(`\nset-up failed: ${problem}`);
}

endWithParent();
try {
  if (values['find-python']) console.log(await findPython());
  else await setUp();
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  tell(error.message);
  process.exitCode = 1;
}
