import { expect, test } from 'vitest';
import { fewShotPrompt, fewShotRows } from '../../../examples/contract-review/few-shot.ts';
import { answerOf, goodRows, stages, textOf } from './files.ts';

test('the examples are the first four training rows of different clause types', () => {
  for (const stage of stages) {
    const train = goodRows(stage, 'train');
    const examples = fewShotRows(train);
    expect(new Set(examples.map((row) => row.metadata.clause)).size).toBe(4);
    expect(examples[0]).toBe(train[0]);
    expect(examples.map((row) => train.indexOf(row))).toEqual(
      examples.map((row) => train.findIndex((other) => other.metadata.clause === row.metadata.clause)),
    );
  }
});

test('examples stand as earlier turns between one system line and the question, whose answer is not told', () => {
  const examples = fewShotRows(goodRows('specific', 'train'));
  const question = goodRows('specific', 'validation')[0];
  if (!question) throw new Error('no question');
  const prompt = fewShotPrompt(examples, question);
  expect(prompt.map(({ role }) => role)).toEqual(['system', ...examples.flatMap(() => ['user', 'assistant']), 'user']);
  expect(prompt.at(-1)?.content).toContain(textOf(question));
  expect(prompt.filter(({ role }) => role === 'assistant').map(({ content }) => content)).toEqual(examples.map(answerOf));
});
