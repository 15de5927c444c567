import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EvaluationRequest, TestSet } from '../../src/contracts/activities.ts';
import { Comparison, Prediction, TestScores } from '../../src/contracts/evaluation-report.ts';
import type { Row } from '../../src/contracts/row.ts';
import { Progress } from '../../src/contracts/training.ts';
import { askedOfTiny, newEnvironment, startEvaluating, type Evaluating } from './evaluating.ts';

let evaluating: Evaluating;
beforeAll(async () => {
  evaluating = await startEvaluating();
});
afterAll(() => evaluating[Symbol.asyncDispose]());

function rowsOf(
  name: string,
  count: number,
  answer: (index: number) => string,
  question = (index: number) => `${name}: what is number ${index}?`,
): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    id: createHash('sha256').update(`${name} ${index}`).digest('hex'),
    messages: [
      { role: 'user', content: question(index) },
      { role: 'assistant', content: answer(index) },
    ],
    group: `template ${index % 5}`,
    source: { file: `${name}.jsonl`, line: index + 1 },
  }));
}

async function testSet(
  name: string,
  rows: Row[],
  given: Partial<TestSet> = {},
  train = rowsOf(`${name}-train`, 12, () => 'yes'),
): Promise<TestSet> {
  const { blobs } = evaluating.machine;
  return {
    test: name,
    split: 'test',
    rows: await blobs.putLines(rows),
    answers: 'text',
    labels: null,
    format: 'chat',
    prefix: '',
    train: await blobs.putLines(train),
    ...given,
  };
}

function requestFor(tests: EvaluationRequest['tests'], given: Partial<EvaluationRequest> = {}): EvaluationRequest {
  return {
    ...askedOfTiny(evaluating.base),
    tests,
    evaluation: { fewShot: 2, maxNewTokens: 8, batchSize: 4 },
    ...given,
  };
}

function evaluate(request: EvaluationRequest, environment = newEnvironment()): Promise<{ scores: TestScores[] }> {
  const ask = (given: EvaluationRequest) => evaluating.activities.evaluateModel(given);
  return environment.run<[EvaluationRequest], { scores: TestScores[] }, typeof ask>(ask, request);
}
async function predictionsOf(scores: TestScores): Promise<Prediction[]> {
  const predictions = [];
  for await (const line of evaluating.machine.blobs.readLines(scores.predictions)) predictions.push(Prediction.parse(line));
  return predictions;
}
const leftovers = () =>
  existsSync(join(evaluating.machine.home, 'scratch/answers')) ? readdirSync(join(evaluating.machine.home, 'scratch/answers')) : [];

describe('evaluateModel', () => {
  test('scores labels, cards and texts, beats all the while, and leaves nothing on the disk', async () => {
    const labels = await testSet(
      'kinds',
      rowsOf('kinds', 15, (index) => (index % 2 ? 'yes' : 'no')),
      { answers: 'labels', labels: ['no', 'yes'] },
    );
    const cards = await testSet(
      'cards',
      rowsOf('cards', 10, (index) => `{"n": ${index}}`),
      { answers: 'json' },
    );
    const texts = await testSet(
      'texts',
      rowsOf('texts', 10, (index) => `number ${index}`),
    );
    const environment = newEnvironment();
    const beats: Progress[] = [];
    environment.on('heartbeat', (details) => beats.push(Progress.parse(details)));
    const tests = [labels, cards, texts].map((set) => ({ set, prompt: 'zeroShot' as const }));
    const scores = (await evaluate(requestFor(tests), environment)).scores.map((each) => TestScores.parse(each));
    expect(scores.map(({ test: name, primary, n }) => [name, primary, n])).toEqual([
      ['kinds', 'accuracy', 15],
      ['cards', 'exactMatch', 10],
      ['texts', 'tokenF1', 10],
    ]);
    expect(scores.every(({ metrics }) => metrics.perplexity!.mean > 10)).toBe(true); // a random model
    expect(scores.map(({ further }) => Object.keys(further!))).toEqual([['ece', 'brier'], [], ['chrf', 'rougeL']]);
    expect(scores[0]!.classes!.details!.labels).toEqual(['no', 'yes']);
    expect(scores[0]!.groups).toHaveLength(5);
    expect((await predictionsOf(scores[0]!))[0]).toMatchObject({ answer: null, labelLogProbs: [expect.any(Number), expect.any(Number)] });
    expect((await predictionsOf(scores[1]!))[0]).toMatchObject({
      labelLogProbs: null,
      answer: expect.any(String),
      answerTokens: expect.any(Number),
    });
    expect(beats.length).toBeGreaterThan(1);
    expect(beats.some(({ doing }) => doing === 'scoring' || doing === 'answering')).toBe(true);
    expect(beats.at(-1)).toMatchObject({ stage: 'base', totalSteps: 15 + 10 + 10 });
    expect(beats.map(({ step }) => step)).toEqual(beats.map(({ step }) => step).toSorted((one, other) => one - other));
    expect(leftovers()).toEqual([]);
  });

  test('what was answered once is never paid for again, whoever asks; a fresh run asks again, once', async () => {
    const set = await testSet(
      'once',
      rowsOf('once', 6, () => 'yes'),
    );
    const request = requestFor([{ set, prompt: 'zeroShot' }]);
    const before = evaluating.loans();
    const { scores } = await evaluate(request);
    expect(await evaluate({ ...request, title: 'another run', seed: 1 })).toEqual({ scores });
    const further = await evaluate({ ...request, evaluation: { ...request.evaluation, metrics: ['bleu:tok=intl', 'own:none'] } });
    expect(Object.keys(further.scores[0]!.further!)).toEqual(['chrf', 'rougeL', 'bleu:tok=intl', 'own:none']);
    expect(further.scores[0]!.further!['own:none']!.reason).toContain('none is configured');
    expect(further.scores[0]!.predictions).toEqual(scores[0]!.predictions);
    expect(evaluating.loans() - before).toBe(1);
    const again = await evaluate({ ...request, fresh: true });
    await evaluate({ ...request, fresh: true });
    expect(evaluating.loans() - before).toBe(2);
    expect(again.scores[0]!.metrics).toEqual(scores[0]!.metrics);
    expect(await evaluate(request)).toEqual({ scores });
  });

  test('another model, other rows, other examples or other arithmetic are other predictions', async () => {
    const set = await testSet(
      'keys',
      rowsOf('keys', 4, () => 'yes'),
    );
    const request = requestFor([{ set, prompt: 'zeroShot' }]);
    await evaluate(request);
    const before = evaluating.loans();
    await evaluate(requestFor([{ set, prompt: 'fewShot' }]));
    await evaluate({ ...request, evaluation: { ...request.evaluation, maxNewTokens: 9 } });
    await evaluate({ ...request, compute: { ...request.compute, threads: 2 } });
    expect(evaluating.loans() - before).toBe(3);
  });

  test('examples lengthen the prompt, as many as the context has room for', async () => {
    const long = rowsOf(
      'long',
      6,
      () => 'yes',
      () => 'x'.repeat(1500),
    );
    const rows = rowsOf('room', 4, () => 'yes');
    const short = await testSet('short', rows);
    const tight = await testSet('tight', rows, {}, long);
    const { scores } = await evaluate(
      requestFor([
        { set: short, prompt: 'zeroShot' },
        { set: short, prompt: 'fewShot' },
        { set: tight, prompt: 'fewShot' },
      ]),
    );
    const [zero, few, one] = scores.map(({ medianPromptTokens }) => medianPromptTokens);
    expect(few).toBeGreaterThan(zero! + 50);
    expect(one).toBeGreaterThan(zero! + 1500);
    expect(one).toBeLessThan(2048 - 8);
  });

  test('a cancel ends it soon; what was answered stays, and the next try goes on from there', async () => {
    const set = await testSet(
      'cancelled',
      rowsOf('cancelled', 80, () => 'yes'),
    );
    const request = requestFor([{ set, prompt: 'zeroShot' }], { evaluation: { fewShot: 0, maxNewTokens: 24, batchSize: 4 } });
    const environment = newEnvironment();
    environment.on('heartbeat', ({ doing, step }: Progress) => doing === 'answering' && step >= 8 && environment.cancel());
    await expect(evaluate(request, environment)).rejects.toBeInstanceOf(CancelledFailure);
    const folder = join(evaluating.machine.home, 'scratch/answers', leftovers()[0]!);
    const file = join(
      folder,
      readdirSync(folder).find((name) => name.startsWith('generate') && name.endsWith('.answers.jsonl'))!,
    );
    const kept = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(kept.length).toBeGreaterThanOrEqual(8);
    expect(kept.length).toBeLessThan(80);
    const { scores } = await evaluate(request);
    const seconds = new Map((await predictionsOf(scores[0]!)).map((prediction) => [prediction.id, prediction.seconds]));
    expect(kept.map(({ id }) => seconds.get(id))).toEqual(kept.map((line) => line.seconds));
    expect(leftovers()).toEqual([]);
  });

  test('a split without rows is refused before any model is loaded', async () => {
    const before = evaluating.loans();
    const set = await testSet('empty', []);
    await expect(evaluate(requestFor([{ set, prompt: 'zeroShot' }]))).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('"empty" has no rows'),
    });
    expect(evaluating.loans()).toBe(before);
  });
});

test('compareScores pairs stored predictions and loads no model', async () => {
  const set = await testSet(
    'pairs',
    rowsOf('pairs', 20, (index) => (index % 2 ? 'yes' : 'no')),
    { answers: 'labels', labels: ['no', 'yes'] },
  );
  const { scores } = await evaluate(
    requestFor([
      { set, prompt: 'zeroShot' },
      { set, prompt: 'fewShot' },
    ]),
  );
  const before = evaluating.loans();
  const pairs = [
    { before: scores[0]!.predictions, after: scores[0]!.predictions, against: 'itself', set },
    { before: scores[0]!.predictions, after: scores[1]!.predictions, against: 'base', set },
  ];
  let comparisons: Comparison[] = [];
  await newEnvironment().run(async () => ({ comparisons } = await evaluating.activities.compareScores({ pairs, seed: 1 })));
  expect(comparisons.map((each) => Comparison.parse(each).against)).toEqual(['itself', 'base']);
  expect(comparisons[0]).toMatchObject({ pValue: 1, standardDeviation: 0, difference: { mean: 0 } });
  expect(comparisons[1]!.difference.mean).toBeCloseTo(scores[1]!.metrics.accuracy!.mean - scores[0]!.metrics.accuracy!.mean, 12);
  expect(evaluating.loans()).toBe(before);
});
