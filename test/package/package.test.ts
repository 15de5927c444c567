import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkoutFolder } from '../../src/dev/checkout.ts';
import { read } from '../docs/pages.ts';
import { emptyFolder, packPackage, plainEnvironment, projectWith, removeFolder, start, type Packed } from './packed.ts';

const folder = emptyFolder();
const project = join(folder, 'project');
/** Programs that the set-up finds, where a test says what there is. */
const bin = join(folder, 'bin');
const home = join(project, '.anneal');
let packed: Packed;
let packageFolder: string;
let command: string;

beforeAll(() => {
  mkdirSync(project);
  packed = packPackage(folder);
  ({ packageFolder } = projectWith(packed, project));
  command = join(packageFolder, 'dist', 'bin.js');
});

/** Programs of the outside world that do what the set-up relies on. */
const programs = {
  uv: `case "$1" in
    --version) echo "uv 0.13.9"; exit;;
    venv) mkdir -p "$4/bin"; ln -sf "$3" "$4/bin/python";;
    pip) echo sync >>"$STAND/synced"; [ ! -e "$STAND/uv-hangs" ] || { echo $$ >"$STAND/uv.pid"; exec sleep 60; };;
  esac`,
  python3: `case "$2" in *version_info*) cat "$STAND/python-version"; exit;; *executable*) echo "$STAND/bin/python3"; exit;; esac`,
};

afterAll(() => removeFolder(folder));

const node = (args: readonly string[], env: Record<string, string> = {}) =>
  start(process.execPath, args, project, { ...plainEnvironment(), ...env }).ended;

describe('the tarball', () => {
  const allowed = [
    /^dist\/.+\.(js|d\.ts|json)$/u,
    /^trainer\/(anneal_trainer\/\w+\.py|contract\/[\w-]+\.json|pyproject\.toml|requirements\.lock|README\.md)$/u,
    /^serve\/(index\.mjs|package(-lock)?\.json)$/u,
    /^scripts\/setup(\.mjs|\/[\w-]+\.mjs)$/u,
    /^docs\/([\w-]+\.md|[\w-]+\.schema\.json)$/u,
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/u,
  ];

  it('holds the compiled code with its types, the trainer, what serves models, its set-up and the pages, and nothing else', () => {
    expect(packed.files.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(packed.files).toEqual(
      expect.arrayContaining([
        'dist/bin.js',
        'dist/client.js',
        'dist/client.d.ts',
        'dist/worker.js',
        'dist/workflows/index.js',
        'dist/models/catalogue.json',
        'trainer/anneal_trainer/__main__.py',
        'trainer/contract/trainer-request.json',
        'trainer/requirements.lock',
        'scripts/setup.mjs',
        'LICENSE',
      ]),
    );
    expect(packed.size).toBeLessThan(1_500_000);
  });

  it('imports no TypeScript and names no folder of the machine that made it', () => {
    const texts = packed.files
      .filter((path) => path.startsWith('dist/'))
      .map((path) => ({ path, text: readFileSync(join(packageFolder, path), 'utf8') }));
    const importing = /(?:from|import\()\s*['"]\.[^'"]*\.ts['"]/u;
    expect(
      texts
        .filter(({ path, text }) => (path.endsWith('.js') && importing.test(text)) || text.includes(checkoutFolder))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  it('brings no Node of its own, which would take the place of the one that a project chose', () => {
    const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as Record<string, object | undefined>;
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).not.toHaveProperty('optionalDependencies');
    expect(Object.keys(manifest['dependencies'] ?? {}).filter((name) => name.startsWith('node'))).toEqual([]);
  });
});

describe('the command of the package', () => {
  it('runs in a folder outside any checkout', async () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(await node([command, '--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('tells an older Node in one sentence what is needed', async () => {
    const copy = join(folder, 'for-a-later-node');
    mkdirSync(copy);
    cpSync(join(packageFolder, 'dist'), join(copy, 'dist'), { recursive: true });
    const manifest = JSON.parse(read('package.json')) as { engines: { node: string } };
    writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, engines: { node: '>=99.1.0' } }));
    const { code, stdout, stderr } = await node([join(copy, 'dist', 'bin.js'), 'doctor']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Anneal needs Node 99\.1\.0 or newer; this is v\d+\..*nodejs\.org.*\n$/u);
  });
});

describe('a service that imports the client', () => {
  const compiler = join(checkoutFolder, 'node_modules', 'typescript', 'bin', 'tsc');

  it('and the example of the docs type-check strictly, with errors in no file of ours', async () => {
    cpSync(join(import.meta.dirname, 'service'), join(project, 'service'), { recursive: true });
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'service', private: true, type: 'module' }));
    const [example] = /```ts\n([\s\S]*?)```/u.exec(read('docs/client.md'))?.slice(1) ?? [];
    writeFileSync(join(project, 'service', 'example.ts'), example!);
    const config = JSON.parse(readFileSync(join(project, 'service', 'tsconfig.json'), 'utf8')) as object;
    writeFileSync(join(project, 'service', 'tsconfig.json'), JSON.stringify({ ...config, files: ['service.ts', 'example.ts'] }));
    const { stdout } = await node([compiler, '-p', 'service', '--pretty', 'false']);
    const errors = stdout.split('\n').filter((line) => /: error TS/u.test(line));
    expect(errors.filter((line) => !/node_modules\/(?!anneal\/)/u.test(line))).toEqual([]);
  });

  it('is told by the compiler of a spec that cannot be', async () => {
    const wrong = "import { connectAnneal } from 'anneal/client';\nawait (await connectAnneal()).start({ stages: [{ name: 1 }] });\n";
    writeFileSync(join(project, 'service', 'wrong.ts'), wrong);
    writeFileSync(join(project, 'service', 'wrong.json'), JSON.stringify({ extends: './tsconfig.json', files: ['wrong.ts'] }));
    const { code, stdout } = await node([compiler, '-p', join('service', 'wrong.json'), '--skipLibCheck', '--pretty', 'false']);
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/^service\/wrong\.ts\(2,/mu);
  });

  it('is told by a failure with a name that no server answers', async () => {
    const env = { TEMPORAL_ADDRESS: '127.0.0.1:9', ANNEAL_S3_BUCKET: 'nowhere' };
    const { code, stdout } = await node([join('service', 'out', 'service.js'), '/nowhere/rows.jsonl', 'colours'], env);
    expect({ code, said: JSON.parse(stdout) as unknown }).toEqual({ code: 1, said: { failure: 'TemporalUnavailable' } });
  });
});

describe('the set-up of an installed package', () => {
  /** A machine with uv and a Python of this version, and nothing else that the set-up looks for. */
  beforeEach(() => {
    for (const path of [bin, home, join(folder, 'synced'), join(folder, 'uv.pid'), join(folder, 'uv-hangs')]) {
      rmSync(path, { recursive: true, force: true });
    }
    mkdirSync(bin);
    for (const name of ['sh', 'cat', 'mkdir', 'ln', 'sleep']) symlinkSync(`/bin/${name}`, join(bin, name));
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    writeFileSync(join(folder, 'python-version'), '3.12.1\n');
  });

  function anneal(args: readonly string[], env: Record<string, string> = {}) {
    return start(process.execPath, [command, ...args], project, { PATH: bin, STAND: folder, HOME: folder, ...env });
  }

  const synced = () => (existsSync(join(folder, 'synced')) ? readFileSync(join(folder, 'synced'), 'utf8').split('\n').length - 1 : 0);
  const uvPid = () => (existsSync(join(folder, 'uv.pid')) ? readFileSync(join(folder, 'uv.pid'), 'utf8').trim() : '');

  it('fills .anneal of the working folder, once', async () => {
    const first = await anneal(['setup', '--json']).ended;
    expect(first).toMatchObject({ code: 0 });
    expect(JSON.parse(first.stdout)).toEqual({ folder: home, python: join(home, 'venv', 'bin', 'python') });
    expect(await anneal(['setup']).ended).toMatchObject({ code: 0 });
    expect(synced()).toBe(1);
  });

  it('fills ANNEAL_HOME where that is given', async () => {
    const other = join(folder, 'other');
    expect(await anneal(['setup'], { ANNEAL_HOME: other }).ended).toMatchObject({ code: 0 });
    expect(existsSync(join(other, 'venv', 'anneal-setup.json'))).toBe(true);
    expect(existsSync(home)).toBe(false);
  });

  it('says of a machine without Python what was looked for and how to get one, in dev and in doctor', async () => {
    rmSync(join(bin, 'python3'));
    const dev = await anneal(['dev']).ended;
    expect(dev.code).toBe(2);
    expect(dev.stderr).toMatch(
      /^BackendRefused: Anneal needs Python 3\.11, 3\.12 or 3\.13\. Found: python3: not there, python3\.13: not there.*\n.*apt install.*ANNEAL_SETUP_PYTHON.*"npx anneal setup"/mu,
    );
    const { stdout } = await anneal(['doctor', '--json'], { TEMPORAL_ADDRESS: '127.0.0.1:9' }).ended;
    const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; detail: string; mend: string }[] };
    const python = checks.find(({ name }) => name === 'Python');
    expect(python).toMatchObject({ state: 'wrong', mend: expect.stringMatching(/Found: python3: not there.*\n.*apt install/u) });
  });

  it('says the same of a Python that is too old', async () => {
    writeFileSync(join(folder, 'python-version'), '3.9.2\n');
    expect((await anneal(['dev']).ended).stderr).toContain('Found: python3: 3.9.2, ');
  });

  it('says of a folder that cannot be written to what goes there and how to name another', async () => {
    const file = join(folder, 'python-version');
    const { code, stderr } = await anneal(['dev'], { ANNEAL_HOME: join(file, 'home') }).ended;
    expect(code).toBe(2);
    expect(stderr).toBe(
      `BackendRefused: ${join(file, 'home')} cannot be written to (ENOTDIR). What Anneal installs goes there: make it writable, or name another folder by ANNEAL_HOME.\n`,
    );
  });

  it('that was killed in the middle ends what it ran, and the next one mends it', async () => {
    writeFileSync(join(folder, 'uv-hangs'), '');
    const first = anneal(['dev']);
    onTestFinished(() => first.signalAll('SIGKILL'));
    const uv = Number(await vi.waitUntil(uvPid, { timeout: 30_000 }));
    process.kill(first.pid, 'SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(uv, 0)).toThrow('ESRCH'), { timeout: 30_000 });
    expect(existsSync(join(home, 'venv', 'anneal-setup.json'))).toBe(false);

    rmSync(join(folder, 'uv-hangs'));
    expect(await anneal(['setup']).ended).toMatchObject({ code: 0 });
    expect(synced()).toBe(2);
    expect(existsSync(join(home, 'venv', 'anneal-setup.json'))).toBe(true);
  });

  it('is left out where ANNEAL_PYTHON names a Python, beside which the servers are looked for first', async () => {
    const { code, stderr } = await anneal(['dev'], { ANNEAL_PYTHON: join(bin, 'python3') }).ended;
    expect({ code, synced: synced() }).toEqual({ code: 5, synced: 0 });
    expect(stderr).toMatch(/cannot start: there is no .*\/\.anneal\/venv\/bin\/(temporal|weed)\. Run "npx anneal setup"/u);
    expect(dirname(stderr.match(/there is no (\S+)\./u)![1]!)).toBe(join(home, 'venv', 'bin'));
  });
});
