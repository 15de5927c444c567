import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishModel } from '../../src/activities/publish-model.ts';
import { readPairs } from '../../src/client/read-pairs.ts';
import type { FinishedRun } from '../../src/contracts/finished-run.ts';
import { Plan } from '../../src/contracts/plan.ts';
import { RunReport } from '../../src/contracts/report.ts';
import { createBlobs, type Blobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { storedRun } from '../client/stored-run.ts';

let folder: string;
let store: ObjectStore;
let blobs: Blobs;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-publish-'));
  store = createFolderObjectStore(folder);
  blobs = createBlobs(store);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the workflow hands over at the end of the run that a report tells of, refused by its gates. */
async function requestOf(report: RunReport): Promise<FinishedRun> {
  const none = await blobs.putLines([]);
  const curves = await Promise.all(Object.entries(report.curves).map(async ([name, found]) => [name, await blobs.putJson(found)] as const));
  for (const { name, attempts } of report.stages)
    for (const { attempt, training } of attempts) training.curves = new Map(curves).get(`${name}/${attempt}`)!;
  const behaviour = new Map(
    await Promise.all(report.behaviour.map(async ({ stage, report: found }) => [stage, await blobs.putJson(found)] as const)),
  );
  for (const { name, behaviour: summaries } of report.stages) for (const summary of summaries) summary.report = behaviour.get(name)!;
  return {
    ...report,
    plan: Plan.parse(report.plan),
    outcome: 'rejected',
    ledger: '0'.repeat(64),
    model: { base: report.plan.baseModel, adapter: null },
    data: report.data.map(({ stage, counts, statistics, leaks, testRows, labels }) => ({
      stage,
      dataset: {
        parts: [{ split: null, rows: none }],
        findings: [none],
        quarantine: [none],
        counts,
        answers: 'labels',
        labels: labels ?? null,
        duplicates: { conflicts: 0, clusters: 0, largestClusters: [] },
        statistics,
      },
      splits: { train: none, validation: none, test: testRows!, findings: none, leaks },
    })),
  };
}

test('a report tells where its test rows are and what their labels mean, so that single answers can be looked at', async () => {
  const made = await storedRun(blobs);
  const { report: keys } = await publishModel({ store, blobs, version: '0.0.0' }, await requestOf(made));
  const report = RunReport.parse(JSON.parse((await store.get(keys.json))!.toString('utf8')));
  expect(report.data.map(({ testRows, labels }) => ({ testRows, labels }))).toEqual(
    made.data.map(({ testRows, labels }) => ({ testRows, labels })),
  );
  expect(await readPairs(blobs, report)).toEqual(await readPairs(blobs, made));
});
