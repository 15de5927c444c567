import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { readPrices } from '../../src/worker/read-prices.ts';

const folder = mkdtempSync(join(tmpdir(), 'anneal-prices-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(folder, 'prices.json');
  writeFileSync(path, text);
  return path;
}

describe('the price table of a worker', () => {
  test('is named in its environment, and none by default', async () => {
    expect(readConfig({ ANNEAL_PRICES: '/srv/prices.json', ANNEAL_DEV_ROOT: folder }).pricesFile).toBe('/srv/prices.json');
    expect(readConfig({ ANNEAL_DEV_ROOT: folder }).pricesFile).toBeNull();
    expect(await readPrices(null)).toBeNull();
  });

  test('may be the example with one’s own price in it', async () => {
    const table = await readPrices(join(import.meta.dirname, '../../examples/prices.json'));
    expect(table?.machines.map(({ machine }) => machine)).toEqual(['my-machine']);
  });

  test.each([
    [
      '{"currency": "EUR", "machines": [{"machine": "box", "date": "soon", "perHour": -1}]}',
      /machines\[0\]\.date: .*machines\[0\]\.source: .*machines\[0\]\.perHour: /,
    ],
    ['{"currency": ', /prices\.json is not JSON/],
  ])('is refused with every problem in one error: %s', async (text, message) => {
    await expect(readPrices(file(text))).rejects.toMatchObject({ name: 'InvalidInput', message: expect.stringMatching(message) });
  });

  test('that is not there is one clear error', async () => {
    await expect(readPrices(join(folder, 'gone.json'))).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('cannot be read (ENOENT). ANNEAL_PRICES names it'),
    });
  });
});
