import { describe, expect, test } from 'vitest';
import { MultiTaskSpec } from '../../src/contracts/spec.ts';

const task = (name: string, prefix?: string) => ({ name, dataset: `s3://data/${name}.jsonl`, ...(prefix === undefined ? {} : { prefix }) });
const messages = (tasks: object[]) =>
  MultiTaskSpec.safeParse({ tasks }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

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
