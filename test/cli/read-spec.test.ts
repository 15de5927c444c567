import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { datasetsIn, uploadLocalDatasets } from '../../src/cli/read-spec.ts';

const folder = '/specs';
const upload = async (path: string, label: string) => `s3://uploads${path}?${label}`;

describe('local datasets of a spec', () => {
  test('are uploaded from the folder of the spec, in every shape that a dataset has; addresses stay', async () => {
    const dataset = { train: ['a.jsonl', 's3://data/b.jsonl'], validation: '/abs/v.jsonl', test: 't.jsonl' };
    const spec = {
      name: 'support',
      stages: [
        { name: 'one', dataset: 's3://data/*.jsonl' },
        { name: 'two', dataset },
      ],
    };
    const uploaded = {
      train: ['s3://uploads/specs/a.jsonl?a.jsonl', 's3://data/b.jsonl'],
      validation: 's3://uploads/abs/v.jsonl?/abs/v.jsonl',
      test: 's3://uploads/specs/t.jsonl?t.jsonl',
    };
    const stages = [spec.stages[0], { name: 'two', dataset: uploaded }];
    expect(await uploadLocalDatasets({ spec, folder }, upload)).toEqual({ name: 'support', stages });
    expect((await datasetsIn(spec)).toSorted()).toEqual(['/abs/v.jsonl', 'a.jsonl', 's3://data/*.jsonl', 's3://data/b.jsonl', 't.jsonl']);
  });

  test('of tasks are uploaded too', async () => {
    const spec = { tasks: [{ name: 'route', dataset: 'route.jsonl', prefix: '[R] ' }] };
    const tasks = [{ ...spec.tasks[0], dataset: `s3://uploads${join(folder, 'route.jsonl')}?route.jsonl` }];
    expect(await uploadLocalDatasets({ spec, folder }, upload)).toEqual({ tasks });
  });

  test('of a spec that is none are left for its check to refuse', async () => {
    for (const spec of [null, 'stages', { stages: 'x' }, { stages: [null, { dataset: 7 }] }, {}])
      expect(await uploadLocalDatasets({ spec, folder }, upload)).toEqual(spec);
  });
});
