import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Context } from '@temporalio/activity';
import { z } from 'zod';
import type { GeneralRequest } from '../contracts/activities.ts';
import { RowsRef } from '../contracts/blob.ts';
import { Prediction } from '../contracts/evaluation-report.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { GeneralReport } from '../contracts/general-report.ts';
import { ScoredLine } from '../contracts/trainer-protocol.ts';
import { compareGeneral } from '../evaluation/general-suite/compare.ts';
import {
  generalFormat,
  generalPrediction,
  generalScoreItem,
  scoreGeneralSuite,
  type GeneralAnswers,
} from '../evaluation/general-suite/score.ts';
import { generalPart, type GeneralPart } from '../evaluation/general-suite/suite.ts';
import { textScoreItems } from '../evaluation/general-suite/texts/loss.ts';
import { stepKey } from '../storage/step-results.ts';
import type { EvaluationProgress } from './evaluation-progress.ts';
import { reportEvaluation } from './evaluation-progress.ts';
import { askedIn, modelIdentity, withModel, type EvaluationDependencies } from './open-model.ts';
import { readAll } from './read-all.ts';

/** Raised when log-likelihoods come out otherwise for the same inputs. */
const generalStep = { step: 'scoreGeneral', version: 1 } as const;

const Stored = z.strictObject({ predictions: RowsRef, texts: RowsRef });
type Stored = z.infer<typeof Stored>;

/**
 * The general suite, or a part of it, put to a model once, and compared with what another model said to the same items.
 * Safe to retry: answers are found under a key of all that decides them; half-given ones are gone on with.
 */
export async function scoreGeneral(dependencies: EvaluationDependencies, request: GeneralRequest): Promise<GeneralReport> {
  const { cancellationSignal: signal } = Context.current();
  using progress = reportEvaluation(request.title, request.timing.heartbeatSeconds);
  const part = generalPart(request.general.itemsPerCapability);
  const key = keyOf(request, part);
  try {
    const stored =
      (await dependencies.stepResults.find(generalStep.step, key, Stored)) ??
      (await ask(dependencies, request, part, { key, progress, signal }));
    const answers = await readAnswers(dependencies, stored);
    const { before, seed } = request;
    return {
      scores: { ...scoreGeneralSuite(part, answers, seed), ...stored },
      against: before && {
        title: before.title,
        ...compareGeneral(part, {
          against: before.title,
          before: await readAnswers(dependencies, before.scores),
          after: answers,
          minimum: before.minimum,
          seed,
        }),
      },
    };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

function keyOf(request: GeneralRequest, { suite, texts }: GeneralPart): string {
  return stepKey({
    ...generalStep,
    inputs: modelIdentity(request.model),
    parameters: {
      version: suite.version,
      items: suite.capabilities.map(({ items }) => items.map(({ id }) => id)),
      texts: texts.map(({ id }) => id),
    },
    environment: askedIn(request),
  });
}

async function ask(
  dependencies: EvaluationDependencies,
  request: GeneralRequest,
  { suite, texts }: GeneralPart,
  { key, progress, signal }: { key: string; progress: EvaluationProgress; signal: AbortSignal },
): Promise<Stored> {
  const items = suite.capabilities.flatMap((capability) => capability.items);
  const questions = [...items.map(generalScoreItem), ...texts.flatMap(textScoreItems)];
  const scratch = join(dependencies.scratch, 'general', key);
  progress.expect(questions.length);
  const lines = await withModel(dependencies, request, { progress, signal }, (open) =>
    open({ format: generalFormat, scratch }).score(questions, { signal, onProgress: progress.asked }),
  );
  if (lines === null) throw noLikelihoods();
  const predictions = items.map((item, index) => generalPrediction(item, lines[index]!));
  const stored = {
    predictions: await dependencies.blobs.putLines(predictions),
    texts: await dependencies.blobs.putLines(lines.slice(items.length)),
  };
  // Times differ from one asking to the next: whoever was first is believed.
  const kept = await dependencies.stepResults.keep(generalStep.step, key, stored, [stored.predictions, stored.texts], { firstWins: true });
  await rm(scratch, { recursive: true, force: true });
  return kept;
}

async function readAnswers({ blobs }: EvaluationDependencies, { predictions, texts }: Stored): Promise<GeneralAnswers> {
  return { predictions: await readAll(blobs, predictions, Prediction.parse), texts: await readAll(blobs, texts, ScoredLine.parse) };
}

function noLikelihoods(): AnnealFailure {
  return new AnnealFailure(
    'BackendRefused',
    'The backend gives no log-likelihoods of given answers, by which the general suite is scored. Set evaluation.general.itemsPerCapability to 0.',
  );
}
