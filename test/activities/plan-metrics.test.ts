import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createRunActivities } from '../../src/activities/run.ts';
import { ProgressiveSpec } from '../../src/contracts/spec.ts';
import type { OwnMetrics } from '../../src/evaluation/score-file/own-file-metric.ts';
import { createBlobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';

const store = createFolderObjectStore(tmpdir());
const ownMetrics: OwnMetrics = new Map([['mine', { name: 'mine', metric: { score: () => 1 }, file: 'mine.ts', sha256: '' }]]);
const hash = 'a'.repeat(64);

function plan(metrics: string[]) {
  const { resolvePlan } = createRunActivities({
    store,
    blobs: createBlobs(store, { scratch: tmpdir() }),
    searchAttributes: [],
    version: '0',
    ownMetrics,
  });
  const spec = ProgressiveSpec.parse({ name: 'a', stages: [{ name: 'a', dataset: 's3://data/a.jsonl' }], evaluation: { metrics } });
  return resolvePlan({
    spec,
    name: 'a',
    datasets: [{ stage: 'a', files: [{ uri: 's3://data/a.jsonl', content: { sha256: hash, size: 9 }, lines: 1, split: null }] }],
    baseModel: { name: 'tiny', hash } as never,
    facts: { parameters: 1000 } as never,
    compute: { device: 'cpu', dtype: 'float32', threads: 1 },
  });
}

describe('the plan of further metrics', () => {
  test('holds each of them once', async () => {
    const { evaluation } = await plan(['chrf', 'own:mine', 'chrf', 'bleu:tok=intl']);
    expect(evaluation.metrics).toEqual(['chrf', 'own:mine', 'bleu:tok=intl']);
  });

  test.each([
    ['bleu:tok=14a', 'evaluation.metrics[1]: bleu:tok=14a is not allowed: tok takes 13a, intl, char or none'],
    ['chrf:stem', 'evaluation.metrics[1]: chrf has no option "stem"'],
    ['own:other', 'evaluation.metrics[1]: There is no metric of your own "other" here: there are mine.'],
  ])('refuses %s before anything is done', async (metric, message) => {
    await expect(plan(['chrf', metric])).rejects.toMatchObject({ name: 'InvalidSpec', message: expect.stringContaining(message) });
  });
});
