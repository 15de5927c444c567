import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import type { BehaviourRequest } from '../contracts/activities.ts';
import type { BehaviourSummary } from '../contracts/behaviour-report.ts';
import { RowsRef } from '../contracts/blob.ts';
import { Prediction } from '../contracts/evaluation-report.ts';
import { Row } from '../contracts/row.ts';
import { hashOf } from '../data/canonical-json.ts';
import { behaviourQuestions, type BehaviourQuestions } from '../evaluation/behaviour/behaviour-questions.ts';
import { behaviourSummary, measureBehaviour as reportOf } from '../evaluation/behaviour/measure-behaviour.ts';
import { answerTestSet } from '../inference/answer-test-set.ts';
import { stepKey } from '../storage/step-results.ts';
import { reportEvaluation } from './evaluation-progress.ts';
import type { EvaluationProgress } from './evaluation-progress.ts';
import { askedIn, modelIdentity, withModel, type EvaluationDependencies, type OpenModel } from './open-model.ts';
import { readAll } from './read-all.ts';

/** Raised when answers come out otherwise for the same inputs. */
const behaviourStep = { step: 'measureBehaviour', version: 1 } as const;

interface BehaviourTest {
  test: BehaviourRequest['tests'][number];
  rows: Row[];
  questions: BehaviourQuestions;
  key: string;
}

/**
 * Puts test rows otherwise and asks the model again. Safe to retry: answers are found under a key of all that decides
 * them; half-given ones are gone on with.
 */
export async function measureBehaviour(
  dependencies: EvaluationDependencies,
  request: BehaviourRequest,
): Promise<{ summaries: BehaviourSummary[] }> {
  const { cancellationSignal: signal } = Context.current();
  using progress = reportEvaluation(request.title, request.timing.heartbeatSeconds);
  try {
    const tests = [];
    for (const test of request.tests) tests.push(await openTest(dependencies, request, test));
    const answers = await answersOf(dependencies, request, tests, { progress, signal });
    const summaries = [];
    for (const test of tests) summaries.push(await summaryOf(dependencies, request, test, answers.get(test.key) ?? null));
    return { summaries };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

async function openTest(
  { blobs }: EvaluationDependencies,
  request: BehaviourRequest,
  test: BehaviourRequest['tests'][number],
): Promise<BehaviourTest> {
  const { robustness, fairness } = request.behaviour;
  const { set } = test;
  const rows = await readAll(blobs, set.rows, Row.parse);
  const questions = behaviourQuestions({ set, rows, robustness, fairness, context: request.context, seed: request.seed });
  const key = stepKey({
    ...behaviourStep,
    inputs: { ...modelIdentity(request.model), asked: hashOf(questions.asked) },
    parameters: { format: set.format, answers: set.answers, labels: set.labels, maxNewTokens: request.evaluation.maxNewTokens },
    environment: askedIn(request),
  });
  return { test, rows, questions, key };
}

/** The answers to every test's questions, by key; the device is taken only where some are missing. */
async function answersOf(
  dependencies: EvaluationDependencies,
  request: BehaviourRequest,
  tests: readonly BehaviourTest[],
  { progress, signal }: { progress: EvaluationProgress; signal: AbortSignal },
): Promise<Map<string, RowsRef>> {
  const answers = new Map<string, RowsRef>();
  const lookUp = async ({ key }: BehaviourTest) => {
    const found = await dependencies.stepResults.find(behaviourStep.step, key, RowsRef);
    if (found) answers.set(key, found);
  };
  const asking = tests.filter(({ questions }) => questions.asked.length > 0);
  for (const test of asking) await lookUp(test);
  const missing = asking.filter(({ key }) => !answers.has(key));
  if (missing.length === 0) return answers;
  progress.expect(missing.reduce((sum, { questions }) => sum + questions.asked.length, 0));
  await withModel(dependencies, request, { progress, signal }, async (open) => {
    for (const test of missing) {
      // Another run may have asked the same while this one waited for the device.
      await lookUp(test);
      if (!answers.has(test.key)) answers.set(test.key, await ask(dependencies, request, test, { open, progress, signal }));
      progress.finished(test.questions.asked.length);
    }
  });
  return answers;
}

async function ask(
  { blobs, stepResults, scratch: folder }: EvaluationDependencies,
  { evaluation }: BehaviourRequest,
  { test: { set }, questions, key }: BehaviourTest,
  { open, progress, signal }: { open: OpenModel; progress: EvaluationProgress; signal: AbortSignal },
): Promise<RowsRef> {
  const scratch = join(folder, 'behaviour', key);
  const client = open({ format: set.format, scratch });
  const asked = { set, rows: questions.asked, examples: [], maxNewTokens: evaluation.maxNewTokens };
  const ref = await blobs.putLines(await answerTestSet(client, asked, { signal, onProgress: progress.asked }));
  // Times differ from one asking to the next: whoever was first is believed.
  const kept = await stepResults.keep(behaviourStep.step, key, ref, [ref], { firstWins: true });
  await rm(scratch, { recursive: true, force: true });
  return kept;
}

async function summaryOf(
  { blobs }: EvaluationDependencies,
  { behaviour: { slices, fairness }, seed }: BehaviourRequest,
  { test: { set, predictions }, rows, questions }: BehaviourTest,
  answers: RowsRef | null,
): Promise<BehaviourSummary> {
  const report = reportOf({
    set,
    rows,
    predictions: await readAll(blobs, predictions, Prediction.parse),
    questions,
    answers: answers === null ? [] : await readAll(blobs, answers, Prediction.parse),
    slices,
    fairness,
    seed,
  });
  return { ...behaviourSummary(report), report: await blobs.putJson(report) };
}
