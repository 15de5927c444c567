/**
 * The whole test set in one command: static checks, the trainer's tests, the tests of everything else.
 * `--long` takes the hour-long set (many kills); `--kills N` and `--seed N` are handed to it. Ends with "N passed, N failed".
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

interface Counts {
  passed: number;
  failed: number;
  /** Each failure's name and message, shown again below everything else. */
  failures: string[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, '.anneal', 'test-results');
const { values } = parseArgs({
  options: { long: { type: 'boolean', default: false }, kills: { type: 'string' }, seed: { type: 'string' } },
});
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

mkdirSync(results, { recursive: true });
const set = values.long ? 'long' : 'short';
const parts: Counts[] = values.long ? [] : await Promise.all([checks(), pytest()]);
parts.push(vitest());
const total = parts.reduce((sum, part) => ({
  passed: sum.passed + part.passed,
  failed: sum.failed + part.failed,
  failures: [...sum.failures, ...part.failures],
}));
writeFileSync(join(results, `${set}.json`), JSON.stringify(total));
for (const failure of total.failures) console.log(`\n✗ ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Types, lint, format, unused code: each counts as one test. */
async function checks(): Promise<Counts> {
  const commands = [[bin('tsc'), '--noEmit'], [bin('oxlint'), '--type-aware', '--deny-warnings'], [bin('oxfmt'), '--check'], [bin('knip')]];
  const failures: string[] = [];
  for (const [command, ...args] of commands) {
    const { status, output } = await ended(command!, args, root);
    const name = command!.split('/').at(-1)!;
    console.log(status === 0 ? `✓ ${name}` : `✗ ${name}\n${output}`);
    if (status !== 0) failures.push(`${name}\n${output}`);
  }
  return { passed: commands.length - failures.length, failed: failures.length, failures };
}

/** Its output is shown whole, when it has ended. */
async function pytest(): Promise<Counts> {
  const report = join(results, 'pytest.xml');
  rmSync(report, { force: true });
  const python = join(root, '.anneal', 'venv', 'bin', 'python');
  const { status, output } = await ended(python, ['-m', 'pytest', '-q', `--junitxml=${report}`], join(root, 'trainer'));
  console.log(output);
  const xml = readOr(report, '');
  const suite = /<testsuite [^>]*>/.exec(xml)?.[0] ?? '';
  const failures = [...xml.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"[^>]*><(?:failure|error) message="([^"]*)"/g)];
  const count = (name: string) => Number(new RegExp(`${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count('errors') + count('failures');
  return settled(
    {
      passed: count('tests') - failed - count('skipped'),
      failed,
      failures: failures.map(([, file, name, why]) => `${file}: ${name}\n${why}`),
    },
    status,
  );
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
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = JSON.parse(readOr(report, '{}')) as VitestReport;
  const failures = testResults.flatMap(({ name, message, assertionResults }) => [
    ...(message === '' ? [] : [`${relative(root, name)}\n${message}`]),
    ...assertionResults
      .filter(({ status: end }) => end === 'failed')
      .map(({ fullName, failureMessages }) => `${relative(root, name)}: ${fullName}\n${failureMessages.join('\n')}`),
  ]);
  return settled({ passed: numPassedTests, failed: numFailedTests, failures }, status);
}

interface VitestReport {
  numPassedTests?: number;
  numFailedTests?: number;
  testResults?: { name: string; message: string; assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[];
}

async function ended(command: string, args: string[], cwd: string): Promise<{ status: number | null; output: string }> {
  const process = spawn(command, args, { cwd });
  const pieces: string[] = [];
  for (const stream of [process.stdout, process.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
  const [status] = (await once(process, 'close')) as [number | null];
  return { status, output: pieces.join('') };
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
