import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { ownFileMetric } from '../../src/evaluation/score-file/own-file-metric.ts';
import { loadOwnMetrics, readModulePath } from '../../src/own-metrics/load-own-metrics.ts';

const folder = mkdtempSync(join(tmpdir(), 'anneal-own-metrics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function module(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const row = { id: '1', prediction: 'a [1]', references: [], label: null, group: null, probability: null, fields: {} };

describe("modules of metrics of one's own", () => {
  test('are loaded with the hash of their bytes, in TypeScript too', async () => {
    const text = 'export default { score: ({ prediction }: { prediction: string }) => (prediction.includes("[") ? 1 : 0) };\n';
    const own = await loadOwnMetrics([{ name: 'citations', path: module('citations.ts', text) }]);
    const { sha256, file } = own.get('citations')!;
    expect({ sha256, file }).toEqual({ sha256: createHash('sha256').update(text).digest('hex'), file: 'citations.ts' });
    expect(ownFileMetric(own.get('citations')!).measure([row]).corpus).toBe(1);
  });

  test('that throw are named with file and line', async () => {
    const path = module('throws.mjs', 'export default {\n  score() {\n    throw new Error("no");\n  },\n};\n');
    const own = await loadOwnMetrics([{ name: 'throws', path }]);
    expect(ownFileMetric(own.get('throws')!).measure([row]).reason).toBe('the module threw Error (throws.mjs:3)');
  });

  test.each([
    ['no default export', 'export const score = () => 1;', 'has no default export with a function "score"'],
    ['a function instead of an object', 'export default 1;', 'has no default export with a function "score"'],
    ['a direction that is none', 'export default { score: () => 1, higherIsBetter: "yes" };', '"higherIsBetter" that is neither'],
    ['code that cannot be read', 'export default {', 'cannot be loaded'],
    ['code that throws', 'throw new Error("at once");', 'cannot be loaded: at once'],
  ])('%s is one clear error', async (title, text, message) => {
    const path = module(`${title.replaceAll(' ', '-')}.mjs`, text);
    const loading = loadOwnMetrics([{ name: 'odd', path }]);
    await expect(loading).rejects.toThrow(AnnealFailure);
    await expect(loading).rejects.toThrow(`The metric "odd" (${path})`);
    await expect(loading).rejects.toThrow(message);
  });

  test('a file that is not there, and a name that comes twice, are refused', async () => {
    await expect(loadOwnMetrics([{ name: 'gone', path: join(folder, 'gone.ts') }])).rejects.toThrow('cannot be loaded: ENOENT');
    const twice = { name: 'twice', path: module('twice.mjs', 'export default { score: () => 1 };') };
    await expect(loadOwnMetrics([twice, twice])).rejects.toThrow('Two modules are given for the metric "twice"');
  });

  test('are named in the environment of a worker', () => {
    const { ownMetrics } = readConfig({ ANNEAL_OWN_METRICS: 'citations=/srv/a=b.ts:style=own/style.mjs', ANNEAL_DEV_ROOT: folder });
    expect(ownMetrics).toEqual([
      { name: 'citations', path: '/srv/a=b.ts' },
      { name: 'style', path: resolve('own/style.mjs') },
    ]);
    const bad = () => readConfig({ ANNEAL_OWN_METRICS: '/srv/a.ts:Style=x.ts', ANNEAL_DEV_ROOT: folder });
    expect(bad).toThrow('It has to be NAME=PATH');
    expect(bad).toThrow('names a metric "Style". A name has 1 to 41 of a-z');
    expect(bad).toThrow('ANNEAL_OWN_METRICS');
    expect(() => readModulePath('a=', '--metric-module')).toThrow('--metric-module has "a="');
  });
});
