import { describe, expect, test } from 'vitest';
import { withValues } from '../../src/client/set-values.ts';
import { checkSpec } from '../../src/client/start-run.ts';

const spec = {
  name: 'support',
  stages: [
    { name: 'general', dataset: 's3://data/general.jsonl' },
    { name: 'company', dataset: ['s3://data/a.jsonl'], training: { epochs: 2 } },
  ],
};

describe('values put into a spec by path', () => {
  test('replace, add and nest, and leave the rest as it was', () => {
    const before = structuredClone(spec);
    const changed = withValues(spec, {
      'stages.1.training.epochs': 5,
      'stages[0].training.lora.r': 8,
      seed: 7,
      'stages.1.dataset.1': 's3://data/b.jsonl',
    });
    expect(changed).toEqual({
      name: 'support',
      seed: 7,
      stages: [
        { ...spec.stages[0], training: { lora: { r: 8 } } },
        { name: 'company', dataset: ['s3://data/a.jsonl', 's3://data/b.jsonl'], training: { epochs: 5 } },
      ],
    });
    expect(spec).toEqual(before);
  });

  test('are set in their order, so that a later one may build on an earlier', () => {
    const changed = withValues(spec, { 'stages.2': { name: 'new', dataset: 's3://data/c.jsonl' }, 'stages.2.replay': 0.5 });
    expect(changed).toMatchObject({ stages: [{}, {}, { name: 'new', replay: 0.5 }] });
  });

  test.each([
    ['stages.3.replay', 'stages has 2 entries: "3" must be a number from 0 to 2'],
    ['stages.company.replay', 'stages has 2 entries: "company" must be a number from 0 to 2'],
    ['name.first', 'name is "support", which has nothing below it'],
    ['stages..replay', 'an empty part'],
    ['', 'an empty part'],
  ])('at the path "%s" lead nowhere, and it says why', (path, why) => {
    expect(() => withValues(spec, { [path]: 1 })).toThrow(
      expect.objectContaining({ name: 'InvalidInput', message: expect.stringContaining(why) as string }) as Error,
    );
  });

  test('cannot reach what objects inherit', () => {
    const changed = withValues(spec, { '__proto__.polluted': 1, 'constructor.prototype.polluted': 1 });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(changed as object)).toContain('__proto__');
  });
});

describe('a spec with a field or value that is not allowed', () => {
  const problems = (values: Record<string, unknown>): string => {
    try {
      checkSpec(withValues(spec, values));
      return '';
    } catch (error) {
      expect(error).toMatchObject({ name: 'InvalidSpec' });
      return (error as Error).message;
    }
  };

  test('is told which fields there are at that place', () => {
    const message = problems({ 'stages.1.training.epoch': 5 });
    expect(message).toContain('"epoch"');
    expect(message).toMatch(/allowed here: epochs, learningRate, .*lora/);
    expect(message).toContain('at stages[1].training');
    expect(problems({ 'stages.0.training.lora.rank': 8 })).toMatch(/allowed here: r, alpha, dropout, targetModules/);
    expect(problems({ coulour: 1 })).toMatch(/allowed here: name, baseModel, seed, .*stages/);
  });

  test('is told what the field is for and what it takes', () => {
    expect(problems({ 'stages.1.training.epochs': 'many' })).toMatch(
      /expected number, received string \(passes over the train rows.*\n.*at stages\[1\]\.training\.epochs/,
    );
    expect(problems({ 'onFailedGate.then': 'pray' })).toMatch(/"rollback"\|"stop"\|"ask".*\n.*at onFailedGate\.then/);
  });

  test('is told every problem at once', () => {
    const message = problems({ seed: -1, 'stages.0.replay': 2 });
    expect(message).toContain('at seed');
    expect(message).toContain('at stages[0].replay');
  });
});
