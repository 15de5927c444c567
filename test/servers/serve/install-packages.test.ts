import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { installPackages } from '../../../src/servers/serve/install-packages.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-serve-packages-'));
  mkdirSync(join(folder, 'source'));
  for (const name of ['package.json', 'package-lock.json', 'index.mjs']) writeFileSync(join(folder, 'source', name), `{"name":"${name}"}`);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program in npm's place. */
function install(npm: string) {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${npm}\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  const told: string[] = [];
  const installed = installPackages({
    source: join(folder, 'source'),
    setUpFolder: folder,
    onInstall: (where) => told.push(where),
    environment: { PATH: `${bin}:/usr/bin:/bin` },
  });
  return { told, installed };
}
const success = '[ "$1 $2" = "ci --ignore-scripts" ] && mkdir node_modules && touch node_modules/done';

describe('the packages that models are run with', () => {
  test('are installed at the first need, by the lock file, and not again', async () => {
    const first = install(success);
    const where = await first.installed;
    expect(first.told).toEqual([where]);
    expect(readdirSync(where).toSorted()).toEqual(['index.mjs', 'node_modules', 'package-lock.json', 'package.json']);
    const second = install('exit 1');
    expect(await second.installed).toBe(where);
    expect(second.told).toEqual([]);
  });

  test('are installed anew beside the old ones when the lock file changes', async () => {
    const old = await install(success).installed;
    writeFileSync(join(folder, 'source', 'package-lock.json'), '{}');
    expect(await install(success).installed).not.toBe(old);
    expect(existsSync(old)).toBe(true);
  });

  test('may be installed by two at once', async () => {
    const [one, two] = await Promise.all([install(success).installed, install(success).installed]);
    expect(one).toBe(two);
    expect(readdirSync(join(folder, 'serve'))).toEqual([one.split('/').at(-1)]);
  });

  test('that cannot be fetched are told in one message, and leave nothing behind', async () => {
    const { installed } = install(
      'echo "npm error code ENOTFOUND" >&2; echo "npm error A complete log of this run can be found in: x" >&2; exit 1',
    );
    await expect(installed).rejects.toMatchObject({
      name: 'BackendRefused',
      message: expect.stringMatching(
        /^`anneal serve` runs models with packages of its own .*could not fetch them:\nnpm error code ENOTFOUND\nConnect to/s,
      ) as string,
    });
    expect(readdirSync(join(folder, 'serve'))).toEqual([]);
  });
});
