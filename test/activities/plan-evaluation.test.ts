import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createRunActivities } from '../../src/activities/run.ts';
import { Plan } from '../../src/contracts/plan.ts';
import type { PriceTable } from '../../src/contracts/prices.ts';
import { ProgressiveSpec } from '../../src/contracts/spec.ts';
import type { OwnMetrics } from '../../src/evaluation/score-file/own-file-metric.ts';
import { createBlobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';

const store = createFolderObjectStore(tmpdir());
const ownMetrics: OwnMetrics = new Map([['mine', { name: 'mine', metric: { score: () => 1 }, file: 'mine.ts', sha256: '' }]]);
const hash = 'a'.repeat(64);
const box = (date: string, perHour: number) => ({ machine: 'box', date, source: 'invoice', perHour });
const hosted = { model: 'hosted-small', date: '2026-02-01', source: 'offer', inputPerMillion: 1, outputPerMillion: 2 };
const table: PriceTable = {
  currency: 'EUR',
  models: [hosted],
  machines: [box('2026-01-01', 1), box('2026-02-01', 2), box('2999-01-01', 9)],
};

function plan(evaluation: object, prices: PriceTable | null = table) {
  const blobs = createBlobs(store, { scratch: tmpdir() });
  const { resolvePlan } = createRunActivities({ store, blobs, searchAttributes: [], version: '0', ownMetrics, prices });
  const spec = ProgressiveSpec.parse({ name: 'a', stages: [{ name: 'a', dataset: 's3://data/a.jsonl' }], evaluation });
  return resolvePlan({
    spec,
    name: 'a',
    datasets: [{ stage: 'a', files: [{ uri: 's3://data/a.jsonl', content: { sha256: hash, size: 9 }, lines: 1, split: null }] }],
    baseModel: { name: 'tiny', hash } as never,
    facts: { parameters: 1000 } as never,
    compute: { device: 'cpu', dtype: 'float32', threads: 1 },
    against: [],
    tokenizer: null,
  });
}

describe('the plan of costs', () => {
  test('holds the newest prices of its day, and none where none are named', async () => {
    const { evaluation } = await plan({ cost: { machine: 'box', hosted: 'hosted-small' } });
    expect(evaluation.cost).toEqual({ currency: 'EUR', machine: box('2026-02-01', 2), hosted });
    expect((await plan({ cost: { hosted: 'hosted-small' } })).evaluation.cost?.machine).toBeNull();
    expect((await plan({})).evaluation.cost).toBeNull();
    expect(() => Plan.shape.evaluation.parse(evaluation)).not.toThrow();
  });

  test('changes its hash with a price', async () => {
    const dearer = { ...table, machines: [box('2026-02-01', 3)] };
    const cost = { machine: 'box' };
    expect((await plan({ cost })).hash).not.toBe((await plan({ cost }, dearer)).hash);
  });

  test('refuses names that have no price, and says what there is', async () => {
    await expect(plan({ cost: { machine: 'bax' } })).rejects.toMatchObject({
      name: 'InvalidSpec',
      message: expect.stringMatching(
        /^evaluation\.cost\.machine: the price table has no price of "bax" on .* It lists box \(2026-01-01\), box \(2026-02-01\)/,
      ),
    });
    await expect(plan({ cost: { machine: 'box', hosted: 'other' } })).rejects.toMatchObject({
      name: 'InvalidSpec',
      message: expect.stringMatching(/^evaluation\.cost\.hosted: .*It lists hosted-small \(2026-02-01\)/),
    });
    await expect(plan({ cost: { machine: 'box' } }, null)).rejects.toMatchObject({
      name: 'InvalidSpec',
      message: expect.stringContaining('the worker has none. Set ANNEAL_PRICES'),
    });
  });

  test('takes a machine, a hosted model, or both; and weights from 0 on', async () => {
    await expect(async () => plan({ cost: {} })).rejects.toThrow('name a machine, a hosted model, or both');
    await expect(async () => plan({ overall: { weights: { quality: -1 } } })).rejects.toThrow('weights');
    await expect(async () => plan({ overall: { weights: { luck: 1 } } })).rejects.toThrow('luck');
    await expect(async () => plan({ cost: { machin: 'box' } })).rejects.toThrow('machin');
    expect((await plan({ overall: { weights: { speed: 0 } } })).evaluation.overall?.weights).toMatchObject({ quality: 0.5, speed: 0 });
  });
});

describe('the plan of further metrics', () => {
  test('holds each of them once', async () => {
    const { evaluation } = await plan({ metrics: ['chrf', 'own:mine', 'chrf', 'bleu:tok=intl'] });
    expect(evaluation.metrics).toEqual(['chrf', 'own:mine', 'bleu:tok=intl']);
  });

  test.each([
    ['bleu:tok=14a', 'evaluation.metrics[1]: bleu:tok=14a is not allowed: tok takes 13a, intl, char or none'],
    ['chrf:stem', 'evaluation.metrics[1]: chrf has no option "stem"'],
    ['own:other', 'evaluation.metrics[1]: There is no metric of your own "other" here: there are mine.'],
  ])('refuses %s before anything is done', async (metric, message) => {
    await expect(plan({ metrics: ['chrf', metric] })).rejects.toMatchObject({
      name: 'InvalidSpec',
      message: expect.stringContaining(message),
    });
  });
});
