// Prepares a checkout: Node packages, uv, the Python environment. Runs before anything is installed, so it uses Node's
// built-ins only and plain JavaScript. Each step is skipped at once when it is done for the lock files as they are.
import { installNodePackages } from './setup/node-packages.mjs';
import { installPythonPackages } from './setup/python-packages.mjs';
import { holdSetupLock } from './setup/setup-lock.mjs';
import { SetupProblem } from './setup/run-step.mjs';

async function setUp() {
  const release = await holdSetupLock();
  try {
    await installNodePackages();
    await installPythonPackages();
  } finally {
    release();
  }
}

try {
  await setUp();
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(`\nset-up failed: ${error.message}`);
  process.exitCode = 1;
}
