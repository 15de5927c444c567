/**
 * The whole test set in one command: static checks, the trainer's tests, the tests of everything else.
 * `--long` takes the hour-long set (many kills); `--kills N` and `--seed N` are handed to it. Ends with "N passed, N failed".
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Counts {
  passed: number;
  failed: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, '.anneal', 'test-results');
const { values } = parseArgs({
  options: { long: { type: 'boolean', default: false }, kills: { type: 'string' }, seed: { type: 'string' } },
});
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

mkdirSync(results, { recursive: true });
const set = values.long ? 'long' : 'short';
const parts = values.long ? [vitest()] : [checks(), pytest(), vitest()];
const total = parts.reduce((sum, part) => ({ passed: sum.passed + part.passed, failed: sum.failed + part.failed }));
writeFileSync(join(results, `${set}.json`), JSON.stringify(total));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Types, lint, format, unused code: each counts as one test. */
function checks(): Counts {
  const commands = [[bin('tsc'), '--noEmit'], [bin('oxlint'), '--type-aware', '--deny-warnings'], [bin('oxfmt'), '--check'], [bin('knip')]];
  const outcomes = commands.map(([command, ...args]) => {
    const { status, stdout, stderr } = spawnSync(command!, args, { cwd: root, encoding: 'utf8' });
    const name = command!.split('/').at(-1);
    console.log(status === 0 ? `✓ ${name}` : `✗ ${name}\n${stdout}${stderr}`);
    return status === 0;
  });
  const passed = outcomes.filter(Boolean).length;
  return { passed, failed: outcomes.length - passed };
}

function pytest(): Counts {
  const report = join(results, 'pytest.xml');
  rmSync(report, { force: true });
  const python = join(root, '.anneal', 'venv', 'bin', 'python');
  const { status } = spawnSync(python, ['-m', 'pytest', '-q', `--junitxml=${report}`], { cwd: join(root, 'trainer'), stdio: 'inherit' });
  const suite = /<testsuite [^>]*>/.exec(readOr(report, ''))?.[0] ?? '';
  const count = (name: string) => Number(new RegExp(`${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count('errors') + count('failures');
  return settled({ passed: count('tests') - failed - count('skipped'), failed }, status);
}

function vitest(): Counts {
  const report = join(results, `vitest-${set}.json`);
  rmSync(report, { force: true });
  const env = {
    ...process.env,
    ANNEAL_TEST_SET: set,
    ...(values.kills === undefined ? {} : { ANNEAL_TEST_KILLS: values.kills }),
    ...(values.seed === undefined ? {} : { ANNEAL_TEST_SEED: values.seed }),
  };
  const { status } = spawnSync(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  const counts = JSON.parse(readOr(report, '{}')) as { numPassedTests?: number; numFailedTests?: number };
  return settled({ passed: counts.numPassedTests ?? 0, failed: counts.numFailedTests ?? 0 }, status);
}

/** A runner that failed without naming a test counts as one failure. */
function settled(counts: Counts, status: number | null): Counts {
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function readOr(path: string, fallback: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return fallback;
  }
}
