import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/contracts/run.ts';
import { cardRows, type FixtureRow, labelRows, writeRows } from '../fixtures/rows.ts';
import { decodedHistory } from './decoded-history.ts';
import { dataFolder, type Installation, startInstallation } from './installation.ts';
import { exportHistory, keysBelow, storedReport } from './moments.ts';
import { quickTiming, tolerantGates } from './quick-spec.ts';

const canary = { row: `rowcanary${randomUUID()}`, variable: `variablecanary${randomUUID()}`, question: `questioncanary${randomUUID()}` };
const run = 'canaries';

let installation: Installation;
let result: RunResult;
let answered: string;
beforeAll(async () => {
  installation = await startInstallation({ workerEnv: { COMPANY_API_TOKEN: canary.variable } });
  const { anneal } = installation;
  await anneal.start(
    {
      name: run,
      stages: [
        { name: 'labels', dataset: await readySplits('labels', labelRows) },
        { name: 'cards', dataset: await readySplits('cards', cardRows) },
      ],
      gates: tolerantGates,
      timing: quickTiming,
      antiForgetting: { ewc: { rows: 20 } },
      evaluation: {
        maxNewTokens: 24,
        metrics: ['chrf', 'exact'],
        slices: ['group'],
        general: { itemsPerCapability: 8 },
        robustness: { rows: 4 },
        fairness: { rows: 4 },
      },
    },
    { runKey: run },
  );
  result = await anneal.wait(run);
  answered = (await anneal.ask(run, canary.question))[0]!.text;
}, 600_000);
afterAll(() => installation.stop());

/** Ready-made splits whose train rows, and no others, carry the canary in text, metadata and group. */
async function readySplits(name: string, rows: (count: number, seed: number) => FixtureRow[]) {
  const marked = rows(40, 1).map((row, index) => ({
    ...row,
    input: `${row.input} ${canary.row}`,
    metadata: { note: canary.row },
    group: `${canary.row}-${index}`,
  }));
  const put = (split: string, of: readonly object[]) => installation.upload(`${name}-${split}`, of);
  return { train: await put('train', marked), validation: await put('validation', rows(10, 2)), test: await put('test', rows(10, 3)) };
}

const keysOfRows = (key: string) => key.startsWith('blobs/') || key.startsWith('uploads/');

async function objects(wanted: (key: string) => boolean): Promise<[string, string][]> {
  const keys = (await keysBelow(installation, '')).filter(wanted);
  return Promise.all(keys.map(async (key) => [key, (await installation.store.get(key))!.toString('latin1')] as [string, string]));
}

function filesBelow(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path, readFileSync(path, 'latin1')]);
}

const holding = (texts: [string, string][], sought: string) => texts.filter(([, text]) => text.includes(sought)).map(([name]) => name);

describe('the history of a run of two stages', () => {
  test('is short: below 500 events and 512 KiB', async () => {
    expect(result).toMatchObject({ outcome: 'completed' });
    const history = await exportHistory(installation, run);
    expect((JSON.parse(history) as { events: object[] }).events.length).toBeLessThan(500);
    expect(Buffer.byteLength(history)).toBeLessThan(512 * 1024);
  });

  test('holds no row, no question, no secret and no weight, nor does the database of the server', async () => {
    const history = decodedHistory(await exportHistory(installation, run));
    expect(history).toContain('"planHash"'); // payloads are readable here, so what is not found is not there
    const { secretAccessKey } = installation.environment.s3;
    const database = filesBelow(join(installation.root, 'temporal'));
    // A short answer of the tiny model may be a label, which the run tells of.
    const told = answered.trim().length < 8 ? [] : [answered.trim()];
    for (const sought of [canary.row, canary.question, canary.variable, secretAccessKey, ...told]) {
      expect(history).not.toContain(sought);
    }
    for (const sought of [canary.row, canary.question, canary.variable, secretAccessKey]) expect(holding(database, sought)).toEqual([]);
    // A single tensor of the smallest adapter is larger than the largest payload.
    const largest = Math.max(...[...history.matchAll(/^.*$/gm)].map(([line]) => line.length));
    expect(largest).toBeLessThan(64 * 1024);
  });
});

describe('what a run leaves behind', () => {
  test('its report holds what the spec asked to be measured and held', async () => {
    const report = await storedReport(installation, result.report.json);
    const [labels, cards] = report.stages;
    expect(report.general?.scores.capabilities).toHaveLength(3);
    expect(report.behaviour.map(({ stage, report: found }) => [stage, found.robustness?.rows, found.slices[0]?.column])).toEqual([
      ['labels', 4, 'group'],
      ['cards', 4, 'group'],
    ]);
    expect(cards!.tests[0]!.further?.['chrf']?.estimate?.n).toBe(10);
    expect(labels!.tests[0]!.classes?.details?.labels).toEqual(['blue', 'green', 'red']);
    expect(cards!.attempts[0]!.training.ewc?.rows).toBe(20);
  });

  test('its rows stand in blobs and uploads and nowhere else in the store', async () => {
    expect(holding(await objects(keysOfRows), canary.row).length).toBeGreaterThan(2);
    expect(holding(await objects((key) => !keysOfRows(key)), canary.row)).toEqual([]);
  });

  test('no object holds a secret', async () => {
    const all = await objects(() => true);
    for (const secret of [canary.variable, installation.environment.s3.secretAccessKey]) expect(holding(all, secret)).toEqual([]);
  });

  test('no log of worker, trainer or server holds a row, a question or a secret', async () => {
    const { environment, root } = installation;
    const logs = [
      ...Object.values(environment.logs).map((path): [string, string] => [path, readFileSync(path, 'latin1')]),
      ...filesBelow(join(root, 'home', 'logs')),
    ];
    expect(logs.length).toBeGreaterThan(3);
    for (const sought of [...Object.values(canary), environment.s3.secretAccessKey]) expect(holding(logs, sought)).toEqual([]);
  });

  test('the worker keeps no row in its scratch folder', () => {
    expect(holding(filesBelow(join(installation.root, 'home', 'scratch')), canary.row)).toEqual([]);
  });

  test('a spec that holds a key is refused before it is sent', async () => {
    const stages = [{ name: 'colours', dataset: writeRows(join(dataFolder(installation.root), 'keyed.jsonl'), labelRows(20, 8)) }];
    const key = `sk-${'a1'.repeat(20)}`;
    await expect(installation.anneal.start({ name: 'keyed', stages, baseModel: key }, { runKey: 'keyed' })).rejects.toMatchObject({
      name: 'InvalidSpec',
      message: expect.not.stringContaining(key) as string,
    });
    await expect(installation.anneal.describe('keyed')).rejects.toMatchObject({ name: 'NotFound' });
  });
});
