import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { EvaluationActivities, EvaluationRequest, TestSet } from '../contracts/activities.ts';
import { RowsRef } from '../contracts/blob.ts';
import { Prediction } from '../contracts/evaluation-report.ts';
import type { TestScores } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { Row } from '../contracts/row.ts';
import { compareModels } from '../evaluation/comparison.ts';
import { prefixRow } from '../data/prefix-row.ts';
import { chooseExamples } from '../evaluation/few-shot.ts';
import { furtherScores } from '../evaluation/further-scores.ts';
import { referenceOf } from '../evaluation/questions.ts';
import { scoreTestSet } from '../evaluation/scores.ts';
import { noOwnMetrics } from '../evaluation/score-file/own-file-metric.ts';
import { answerTestSet } from '../inference/answer-test-set.ts';
import { stepKey } from '../storage/step-results.ts';
import { reportEvaluation } from './evaluation-progress.ts';
import { measureBehaviour } from './measure-behaviour.ts';
import { askedIn, modelIdentity, withModel, type EvaluationDependencies, type OpenModel } from './open-model.ts';
import { readAll } from './read-all.ts';
import { scoreGeneral } from './score-general.ts';
import type { EvaluationProgress } from './evaluation-progress.ts';

/** Raised when predictions come out otherwise for the same inputs: then stored ones no longer count. */
export const evaluationStep = { step: 'evaluateModel', version: 1 } as const;

/** One test of a request, ready to be asked. */
interface Questions {
  set: TestSet;
  prompt: TestScores['prompt'];
  rows: Row[];
  examples: Row[];
  /** Names the predictions: everything that decides what a model says to these rows. */
  key: string;
  scratch: string;
}

/** Asks models, and compares what they said. Predictions are made once, kept by what decides them, and never paid for twice. */
export function createEvaluationActivities(dependencies: EvaluationDependencies): EvaluationActivities {
  return {
    /** Safe to retry: predictions are found under a key of all that decides them; half-made ones lie in the scratch folder and are gone on with. */
    evaluateModel: async (request) => {
      const { cancellationSignal: signal } = Context.current();
      using progress = reportEvaluation(request.title, request.timing.heartbeatSeconds);
      try {
        return { scores: await evaluate(dependencies, request, progress, signal) };
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      }
    },

    scoreGeneral: (request) => scoreGeneral(dependencies, request),
    measureBehaviour: (request) => measureBehaviour(dependencies, request),

    /** Safe to retry: a function of stored rows and predictions. */
    compareScores: async ({ pairs, seed }) => {
      using _ = reportEvaluation('comparing answers');
      const comparisons = [];
      for (const { before, after, against, set, ...by } of pairs) {
        const rows = (await readAll(dependencies.blobs, set.rows, Row.parse)).map(referenceOf);
        const [said, says] = [
          await readAll(dependencies.blobs, before, Prediction.parse),
          await readAll(dependencies.blobs, after, Prediction.parse),
        ];
        comparisons.push(compareModels({ set, against, rows, before: said, after: says, seed, ...by }));
      }
      return { comparisons };
    },
  };
}

async function evaluate(
  dependencies: EvaluationDependencies,
  request: EvaluationRequest,
  progress: EvaluationProgress,
  signal: AbortSignal,
): Promise<TestScores[]> {
  const tests = [];
  for (const test of request.tests) tests.push(await openTest(dependencies, request, test));
  const predictions = new Map<string, RowsRef>();
  for (const test of tests) await lookUp(dependencies, test, predictions);
  const missing = tests.filter(({ key }) => !predictions.has(key));
  if (missing.length > 0) {
    progress.expect(missing.reduce((sum, { rows }) => sum + rows.length, 0));
    await withModel(dependencies, request, { progress, signal }, (open) =>
      askAll(dependencies, request, missing, { open, predictions, progress, signal }),
    );
  }
  const scores = [];
  for (const test of tests) scores.push(await scoresOf(dependencies, request, test, predictions, signal));
  await Promise.all(tests.map(({ scratch }) => rm(scratch, { recursive: true, force: true })));
  return scores;
}

async function openTest(
  { blobs, scratch }: EvaluationDependencies,
  request: EvaluationRequest,
  { set, prompt }: EvaluationRequest['tests'][number],
): Promise<Questions> {
  const read = async (ref: RowsRef) => (await readAll(blobs, ref, Row.parse)).map((row) => prefixRow(row, set.prefix));
  const rows = await read(set.rows);
  if (rows.length === 0) throw noRows(set);
  const count = prompt === 'fewShot' ? request.evaluation.fewShot : 0;
  const examples = count === 0 ? [] : chooseExamples({ train: await read(set.train), answers: set.answers, count, seed: request.seed });
  const key = predictionsKey(request, set, examples);
  return { set, prompt, rows, examples, key, scratch: join(scratch, 'answers', key) };
}

/** Hash of everything that decides what a model says: model, rows, prompts, decoding, arithmetic. A fresh run asks anew, and each thing once. */
function predictionsKey(request: EvaluationRequest, set: TestSet, examples: readonly Row[]): string {
  const { model, evaluation } = request;
  return stepKey({
    ...evaluationStep,
    inputs: { ...modelIdentity(model), rows: set.rows.sha256, examples: examples.map(({ id }) => id) },
    parameters: {
      format: set.format,
      prefix: set.prefix,
      answers: set.answers,
      labels: set.labels,
      decoding: 'greedy',
      maxNewTokens: evaluation.maxNewTokens,
    },
    environment: askedIn(request),
  });
}

async function lookUp({ stepResults }: EvaluationDependencies, { key }: Questions, predictions: Map<string, RowsRef>): Promise<void> {
  const found = await stepResults.find(evaluationStep.step, key, RowsRef);
  if (found) predictions.set(key, found);
}

interface Missing {
  open: OpenModel;
  predictions: Map<string, RowsRef>;
  progress: EvaluationProgress;
  signal: AbortSignal;
}

async function askAll(
  dependencies: EvaluationDependencies,
  request: EvaluationRequest,
  missing: readonly Questions[],
  asking: Missing,
): Promise<void> {
  const { predictions, progress } = asking;
  for (const test of missing) {
    // Another run may have answered the same while this one waited for the device.
    await lookUp(dependencies, test, predictions);
    if (!predictions.has(test.key)) predictions.set(test.key, await answer(dependencies, request, test, asking));
    progress.finished(test.rows.length);
  }
}

async function answer(
  { blobs, stepResults }: EvaluationDependencies,
  { evaluation }: EvaluationRequest,
  { set, rows, examples, key, scratch }: Questions,
  { open, progress, signal }: Missing,
): Promise<RowsRef> {
  const client = open({ format: set.format, scratch });
  const questions = { set, rows, examples, maxNewTokens: evaluation.maxNewTokens };
  const predictions = await answerTestSet(client, questions, { signal, onProgress: progress.asked });
  const ref = await blobs.putLines(predictions);
  // Times differ from one asking to the next: whoever was first is believed.
  return stepResults.keep(evaluationStep.step, key, ref, [ref], { firstWins: true });
}

async function scoresOf(
  { blobs, ownMetrics }: EvaluationDependencies,
  { seed, evaluation }: EvaluationRequest,
  { set, prompt, rows, key }: Questions,
  stored: ReadonlyMap<string, RowsRef>,
  signal: AbortSignal,
): Promise<TestScores> {
  const ref = stored.get(key);
  if (ref === undefined) throw new Error(`no predictions under ${key}`);
  const predictions = await readAll(blobs, ref, Prediction.parse);
  const scored = { set, rows: rows.map(referenceOf), predictions, seed };
  const further = await furtherScores({ ...scored, metrics: evaluation.metrics ?? [], own: ownMetrics ?? noOwnMetrics }, async () => {
    await setImmediate(); // signs of life go out between rows
    signal.throwIfAborted();
  });
  return { ...scoreTestSet({ ...scored, prompt }), further, predictions: ref };
}

function noRows({ test, split }: TestSet): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `The ${split} split of stage "${test}" has no rows, so nothing can be measured on it. Give the stage more rows, raise split.${split}, or bring ready-made splits.`,
    { details: { test, split } },
  );
}
