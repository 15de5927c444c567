import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkoutFolder } from '../src/dev/checkout.ts';
import { workflowBundle } from '../src/worker/workflow-bundle.ts';
import { decodedHistory } from './e2e/decoded-history.ts';

const folder = join(checkoutFolder, 'test', 'histories');
const names = readdirSync(folder);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

let codePath: string;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  codePath = await workflowBundle(join(checkoutFolder, '.anneal', 'test-bundles'));
}, 120_000);

describe('recorded histories', () => {
  test('there is one of a completed run, a retried gate, a decision, a pause and a cancel', () => {
    expect(names.toSorted()).toEqual(['asked.json', 'cancelled.json', 'completed.json', 'paused.json', 'retried-gate.json']);
  });

  test('the workflows of today go on with runs that were started before', { timeout: 120_000 }, async () => {
    const histories = names.map((name) => ({ workflowId: name, history: JSON.parse(read(name)) as unknown }));
    const ends: [string, string | undefined][] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: { codePath } }, histories)) {
      ends.push([workflowId, error?.message]);
    }
    expect(Object.fromEntries(ends)).toEqual(Object.fromEntries(names.map((name) => [name, undefined])));
  });

  test('a history of other steps is noticed', { timeout: 120_000 }, async () => {
    expect.assertions(1);
    const renamed = read('completed.json').replaceAll('"cleanDataset"', '"washDataset"');
    const histories = [{ workflowId: 'altered', history: JSON.parse(renamed) as unknown }];
    for await (const { error } of Worker.runReplayHistories({ workflowBundle: { codePath } }, histories)) expect(error).toBeDefined();
  });

  test.each(names)('%s names nothing of the machine that it was recorded on', (name) => {
    const text = decodedHistory(read(name));
    expect(text).not.toContain(checkoutFolder);
    expect(text).not.toMatch(/\/(?:home|root|work|Users)\//);
  });
});
