import { describe, expect, test } from 'vitest';
import { EwcSpec } from '../../src/contracts/anti-forgetting.ts';
import { MultiTaskSpec, ProgressiveSpec } from '../../src/contracts/spec.ts';

const task = (name: string, prefix?: string) => ({ name, dataset: `s3://data/${name}.jsonl`, ...(prefix === undefined ? {} : { prefix }) });
const messages = (tasks: object[]) =>
  MultiTaskSpec.safeParse({ tasks }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('means against forgetting', () => {
  const stages = [{ name: 'a', dataset: 's3://data/a.jsonl' }];
  const parsed = (antiForgetting?: object) => ProgressiveSpec.parse({ stages, ...(antiForgetting && { antiForgetting }) }).antiForgetting;
  const problems = (antiForgetting: object) =>
    ProgressiveSpec.safeParse({ stages, antiForgetting }).error?.issues.map(({ path }) => path.join('.'));

  test('are replay and a lower rate unless more is asked for', () => {
    expect(parsed()).toEqual({ replay: 0.25, learningRateDecay: 0.7, ewc: false });
    const ewc = EwcSpec.parse({});
    expect(parsed({ ewc: {} })).toEqual({ replay: 0.25, learningRateDecay: 0.7, ewc });
    expect(parsed({ ewc: { strength: 2 } }).ewc).toEqual({ ...ewc, strength: 2 });
  });

  test('are refused where they make no sense, and in a multi-task spec, which has no earlier stages', () => {
    expect(problems({ replay: 2 })).toEqual(['antiForgetting.replay']);
    expect(problems({ learningRateDecay: 0 })).toEqual(['antiForgetting.learningRateDecay']);
    for (const ewc of [true, { strength: -1 }, { rows: 0 }, { rows: 1.5 }, { lambda: 1 }])
      expect(problems({ ewc })?.[0]).toMatch(/^antiForgetting\.ewc/);
    const found = MultiTaskSpec.safeParse({ tasks: [task('a'), task('b')], antiForgetting: {} });
    expect(found.error?.issues[0]?.message).toContain('antiForgetting');
  });
});

describe('a multi-task spec', () => {
  test('needs names and datasets only', () => {
    expect(MultiTaskSpec.parse({ tasks: [task('a'), task('b')] })).toMatchObject({
      mixing: { temperature: 2 },
      control: 'none',
      format: 'chat',
    });
  });

  test('refuses two tasks of one name, naming both', () => {
    expect(messages([task('a', '[1] '), task('b'), task('a', '[2] ')])).toEqual([
      'tasks.2.name: "a" is the name of task 1 already; give every task its own name',
    ]);
  });

  test('refuses two tasks behind one prefix, the default one of a name too', () => {
    expect(messages([task('a'), task('b', '[A] ')])).toEqual([
      'tasks.1.prefix: "[A] " is the prefix of task 1 already; give every task its own prefix',
    ]);
  });

  test('refuses a single task, an empty prefix and the name that the whole training has', () => {
    expect(messages([task('a')])).toHaveLength(1);
    expect(messages([task('a', ''), task('b')])).toHaveLength(1);
    expect(messages([task('all-tasks'), task('b')])![0]).toContain('give the task another name');
  });
});

describe('further metrics of a spec', () => {
  const read = (metrics: unknown) =>
    ProgressiveSpec.safeParse({ stages: [{ name: 'a', dataset: 's3://data/a.jsonl' }], evaluation: { metrics } });

  test('are none by default, and named as `anneal score` names them', () => {
    expect(ProgressiveSpec.parse({ stages: [{ name: 'a', dataset: 's3://data/a.jsonl' }] }).evaluation.metrics).toEqual([]);
    expect(read(['chrf', 'bleu:tok=intl:smooth=floor[0.5]', 'rougeL:stem', 'own:citations']).success).toBe(true);
  });

  test.each([
    ['blue', '"blue" is no metric; there are bleu, chrf, chrf++'],
    ['own:', 'own:NAME'],
    ['own:Citations', 'own:NAME'],
    ['chrf, ter', 'each metric is an entry of its own'],
    ['', 'is no metric'],
    [1, 'expected string'],
  ])('%j is refused with what is allowed', (metric, message) => {
    const [issue] = read(['chrf', metric]).error!.issues;
    expect(issue!.path).toEqual(['evaluation', 'metrics', 1]);
    expect(issue!.message).toContain(message);
  });
});
