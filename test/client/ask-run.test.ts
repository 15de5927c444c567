import { describe, expect, test } from 'vitest';
import { questionTo } from '../../src/client/ask-run.ts';

const frame = { system: null, prefix: '', suffix: '' };
const single = { name: 'support', version: 3, prompt: { system: 'Be brief.', prefix: 'Ticket:\n', suffix: '\nAnswer:' }, tasks: [] };
const several = {
  name: 'desk',
  version: 1,
  prompt: frame,
  tasks: [
    { name: 'route', prefix: '[ROUTE] ', prompt: { ...frame, prefix: 'Mail:\n' } },
    { name: 'card', prefix: '§card§', prompt: frame },
  ],
};

describe('a question to a model', () => {
  test('is worded as the training prompts were, or with raw left as it is', () => {
    expect(questionTo(single, 'It does not start', { raw: false })).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Ticket:\nIt does not start\nAnswer:' },
    ]);
    expect(questionTo(single, ' as it is ', { raw: true })).toEqual([{ role: 'user', content: ' as it is ' }]);
  });

  test('of several tasks has the prefix of its task before everything, byte for byte, with raw too', () => {
    expect(questionTo(several, 'Where is my parcel?', { task: 'route', raw: false })).toEqual([
      { role: 'user', content: '[ROUTE] Mail:\nWhere is my parcel?' },
    ]);
    expect(questionTo(several, ' Spaces stay', { task: 'card', raw: true })).toEqual([{ role: 'user', content: '§card§ Spaces stay' }]);
  });

  test.each([
    [several, 'summary', /"summary" is none of them.*route, card/],
    [several, undefined, /none was named.*route, card/],
    [single, 'route', /knows no tasks/],
  ])('with a task that is unknown, missing or out of place is refused with those there are', (model, task, said) => {
    const ask = () => questionTo(model, 'x', { raw: false, ...(task === undefined ? {} : { task }) });
    expect(ask).toThrow(expect.objectContaining({ name: 'InvalidInput', message: expect.stringMatching(said) as string }) as Error);
  });
});
