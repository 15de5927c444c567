import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));

/** Programs of the outside world that do what the set-up relies on, and write down how they were called. */
const programs = {
  npm: `mkdir -p node_modules/.bin && cp package-lock.json node_modules/.package-lock.json && ln -sf "$NODE" node_modules/.bin/node`,
  uv: `case "$1" in
    --version) echo "uv 0.13.9"; exit;;
    venv) mkdir -p "$4/bin"; ln -sf "$3" "$4/bin/python";;
    pip) [ ! -e "$STAND/uv-fails" ] || { echo "no space left" >&2; exit 2; }; [ ! -e "$STAND/uv-hangs" ] || exec sleep 20;;
  esac`,
  python3: `case "$2" in *version_info*) cat "$STAND/python-version"; exit;; *executable*) echo "$STAND/bin/python3"; exit;; esac`,
};

/** A checkout with nothing installed. */
function freshCheckout() {
  const stand = realpathSync(temporaryFolder());
  const checkout = join(stand, 'checkout');
  mkdirSync(join(stand, 'bin'));
  mkdirSync(join(checkout, 'trainer'), { recursive: true });
  cpSync(scripts, join(checkout, 'scripts'), { recursive: true });
  writeFileSync(
    join(checkout, 'package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' } } }),
  );
  writeFileSync(join(checkout, 'trainer', 'requirements.lock'), 'torch==2.15.0\n');
  writeFileSync(join(stand, 'python-version'), '3.12.1\n');
  for (const [name, script] of Object.entries(programs)) {
    const path = join(stand, 'bin', name);
    writeFileSync(path, `#!/bin/sh\n[ "$1" = -c ] || [ "$1" = --version ] || echo "${name} $1 $2" >>"$STAND/calls"\n${script}\n`);
    chmodSync(path, 0o755);
  }
  return { stand, checkout };
}

function startSetup({ stand, checkout }: ReturnType<typeof freshCheckout>) {
  const env = { PATH: `${join(stand, 'bin')}:/bin:/usr/bin`, STAND: stand, NODE: process.execPath };
  const setup = spawn(process.execPath, [join(checkout, 'scripts', 'setup.mjs')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void setup.kill('SIGKILL'));
  let output = '';
  for (const stream of [setup.stdout, setup.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const done = once(setup, 'close').then(([code]) => ({ code: code as number, output, calls: takeCalls(stand) }));
  return { setup, done };
}

const setUp = (fresh: ReturnType<typeof freshCheckout>) => startSetup(fresh).done;

function takeCalls(stand: string): string[] {
  const path = join(stand, 'calls');
  if (!existsSync(path)) return [];
  const calls = readFileSync(path, 'utf8').trim().split('\n');
  rmSync(path);
  return calls;
}

const everything = ['npm ci --no-audit', 'uv venv --python', 'uv pip sync'];

test('a fresh checkout gets everything once; afterwards nothing is run', async () => {
  const fresh = freshCheckout();
  const first = await setUp(fresh);
  expect(first).toMatchObject({ code: 0, calls: everything });
  expect(first.output).toMatch(/Node packages.*done in \d+\.\d s[^]*Python packages.*done in \d+\.\d s/);

  const started = Date.now();
  expect(await setUp(fresh)).toMatchObject({ code: 0, calls: [] });
  expect(Date.now() - started).toBeLessThan(2_000);
});

test('a changed lock file repeats its own step only, and keeps the Python environment', async () => {
  const fresh = freshCheckout();
  await setUp(fresh);
  appendFileSync(join(fresh.checkout, 'trainer', 'requirements.lock'), 'peft==0.21.2\n');
  expect((await setUp(fresh)).calls).toEqual(['uv pip sync']);
  writeFileSync(
    join(fresh.checkout, 'package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/zod': { version: '4.7.0', integrity: 'sha512-b' } } }),
  );
  expect((await setUp(fresh)).calls).toEqual(['npm ci --no-audit']);
});

test('a package that somebody installed by hand, or removed, is set right', async () => {
  const fresh = freshCheckout();
  await setUp(fresh);
  const installed = join(fresh.checkout, 'node_modules', '.package-lock.json');
  writeFileSync(installed, JSON.stringify({ packages: {} }));
  expect((await setUp(fresh)).calls).toEqual(['npm ci --no-audit']);
});

test('an environment whose Python is gone is made again', async () => {
  const fresh = freshCheckout();
  await setUp(fresh);
  const python = join(fresh.checkout, '.anneal', 'venv', 'bin', 'python');
  rmSync(python);
  symlinkSync('/nowhere/python3', python);
  expect((await setUp(fresh)).calls).toEqual(['uv venv --python', 'uv pip sync']);
});

test('a failing step shows what the program said and what to do, and is repeated by the next set-up', async () => {
  const fresh = freshCheckout();
  const fault = join(fresh.stand, 'uv-fails');
  writeFileSync(fault, '');
  const failed = await setUp(fresh);
  expect(failed.code).toBe(1);
  expect(failed.output).toMatch(/uv pip sync.* ended with 2[^]*no space left[^]*disk[^]*npm run setup/);
  rmSync(fault);
  expect(await setUp(fresh)).toMatchObject({ code: 0, calls: ['uv venv --python', 'uv pip sync'] });
});

test('an interrupted set-up ends at once, and the next one trusts nothing that it left half done', async () => {
  const fresh = freshCheckout();
  const fault = join(fresh.stand, 'uv-hangs');
  writeFileSync(fault, '');
  const { setup, done } = startSetup(fresh);
  await vi.waitFor(() => expect(readFileSync(join(fresh.stand, 'calls'), 'utf8')).toContain('uv pip'), { timeout: 10_000 });
  setup.kill('SIGINT');
  const [code] = (await once(setup, 'exit')) as [number];
  expect(code).toBe(130);
  setup.stdout.destroy(); // the program that hung keeps them open
  setup.stderr.destroy();
  await done;
  rmSync(fault);
  expect(await setUp(fresh)).toMatchObject({ code: 0, calls: ['uv venv --python', 'uv pip sync'] });
});

test('of two set-ups at once one works and the other waits for it', async () => {
  const fresh = freshCheckout();
  const results = await Promise.all([setUp(fresh), setUp(fresh)]);
  expect(results.map(({ code }) => code)).toEqual([0, 0]);
  expect(results.flatMap(({ calls }) => calls)).toEqual(everything);
});

test('the lock of a set-up that was killed holds nobody up', async () => {
  const fresh = freshCheckout();
  mkdirSync(join(fresh.checkout, '.anneal'));
  const dead = spawn('/bin/sh', ['-c', 'exit']);
  await once(dead, 'exit');
  writeFileSync(join(fresh.checkout, '.anneal', 'setup.lock'), String(dead.pid));
  expect(await setUp(fresh)).toMatchObject({ code: 0, calls: everything });
});

test('without a Python that fits, the message names what was found, what is allowed and what to do', async () => {
  const fresh = freshCheckout();
  writeFileSync(join(fresh.stand, 'python-version'), '3.9.2\n');
  for (const name of ['python3.13', 'python3.12', 'python3.11', 'python']) symlinkSync('python3', join(fresh.stand, 'bin', name));
  const { code, output } = await setUp(fresh);
  expect(code).toBe(1);
  expect(output).toMatch(/needs Python 3\.11, 3\.12 or 3\.13\. Found: python3: 3\.9\.2.*\n.*Install one.*npm run setup/);
});
