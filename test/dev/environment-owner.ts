/** A process that owns a dev environment, to be killed by a test. Arguments: root, file for the worker's notes. */
import { fileURLToPath } from 'node:url';
import { startDevEnvironment } from '../../src/dev/dev-environment.ts';

const [root = '', notes = ''] = process.argv.slice(2);
const environment = await startDevEnvironment({
  root,
  worker: true,
  workerCommand: { command: process.execPath, args: [fileURLToPath(new URL('stand-in-worker.ts', import.meta.url))] },
  workerEnv: { STAND_IN_NOTES: notes },
  exitOnSignals: true,
});
const pids = [environment.temporal.pid, environment.s3.pid, environment.worker?.pid()];
process.stdout.write(`${JSON.stringify(pids)}\n`);
