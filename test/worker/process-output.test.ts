import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const program = `
  import { logProcessOutput, tellFailure } from './src/worker/process-output.ts';
  import { logLine } from './src/telemetry/log-line.ts';
  const tell = (level) => (message, fields = {}) => process.stderr.write(logLine({ level, time: new Date(), message, fields }, 'json') + '\\n');
  logProcessOutput({ info: tell('INFO'), warn: tell('WARN'), error: tell('ERROR') });
  tellFailure(new Error('cannot start with sk-abcdefghijklmnopqrst'));
  process.emitWarning('too old', 'DeprecationWarning');
  setTimeout(() => Promise.reject(new TypeError('nobody caught it')), 50);
`;

test('warnings of Node, the failure of a start and an error that nobody caught are lines of the log, and nothing else is printed', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines).toMatchObject([
    { level: 'error', message: 'cannot start with [redacted]' },
    { level: 'warn', message: 'too old', warning: 'DeprecationWarning' },
    { level: 'error', message: 'the worker cannot go on', error: { name: 'TypeError', message: 'nobody caught it' } },
  ]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});
