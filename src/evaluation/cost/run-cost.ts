import type { RunPrices } from '../../contracts/prices.ts';
import type { PricedModel, RunCost, TestCost } from '../../contracts/run-cost.ts';
import type { BreakEven, CostReport } from '../../contracts/serving-report.ts';
import { defaultResamples } from '../bootstrap.ts';
import type { Resampling } from '../estimate.ts';
import { missing } from '../findings.ts';
import { pricedAnswers, type AnsweredTest } from './answered-test.ts';
import { breakEven } from './break-even.ts';
import {
  basisOf,
  machineRequestCost,
  machineTrainingCost,
  measureCost,
  requestCost,
  trainingCost,
  type BilledRequest,
} from './measure-cost.ts';

export interface RunCostRequest {
  prices: RunPrices;
  /** Examples in the base's prompt. */
  examples: number;
  /** Every attempt of every stage: seconds with a trainer at work, and tokens seen in all epochs. */
  trainings: readonly { seconds: number; trainTokens: number }[];
  /** Of the last accepted stage; null where no stage was accepted. */
  tests: readonly AnsweredTest[] | null;
  seed: number;
  resamples?: number;
}

/** One model's requests, priced. */
interface Priced {
  model: PricedModel;
  title: string;
  requests: BilledRequest[];
  basis: string;
}

/**
 * What the trainings cost, and what answers cost: of base and tuned model by the measured seconds on the machine, of the
 * hosted model by the tokens of the base's prompts and answers. What lacks a price or its usage is null with a reason.
 */
export function runCost({ prices, examples, trainings, tests, seed, resamples = defaultResamples }: RunCostRequest): RunCost {
  const seconds = trainings.reduce((sum, each) => sum + each.seconds, 0);
  const trainTokens = trainings.reduce((sum, each) => sum + each.trainTokens, 0);
  const hostedCost = prices.hosted === null ? null : trainingCost({ trainTokens, epochs: 1 }, prices.hosted);
  const cost = prices.machine === null ? null : machineTrainingCost(seconds, prices.machine);
  const reason = cost === null ? noMachine : null;
  return {
    prices,
    training: { attempts: trainings.length, seconds, cost, reason, trainTokens, hostedCost },
    tests: (tests ?? []).map((test) => testCost(test, { prices, examples, costOfTraining: cost, seed, resamples })),
    reason: tests === null ? 'no stage was accepted, so there is no tuned model' : null,
  };
}

const noMachine = 'no machine is named (evaluation.cost.machine), so its seconds have no price';

interface Pricing extends Resampling {
  prices: RunPrices;
  examples: number;
  costOfTraining: number | null;
}

/** Break-even is told against the base as it is used best, with examples where there are any, and the hosted model. */
function testCost(test: AnsweredTest, pricing: Pricing): TestCost {
  const bases = [...onMachine('base', test, pricing), ...onMachine('baseWithExamples', test, pricing)];
  const [tuned] = onMachine('tuned', test, pricing);
  const hosted = hostedModel(test, pricing);
  const models = [...bases, ...(tuned === undefined ? [] : [tuned]), ...hosted];
  return {
    test: test.set.test,
    models: models.map((priced) => ({ model: priced.model, title: priced.title, report: reportOf(priced, pricing) })),
    breakEven: [...bases.slice(-1), ...hosted].map((other) => breakEvenOf(tuned, other, pricing)),
  };
}

function titleOf(model: PricedModel, { examples, prices: { hosted } }: Pricing): string {
  const shown = `base with ${examples} example${examples === 1 ? '' : 's'}`;
  return { base: 'base', baseWithExamples: shown, tuned: 'tuned', hosted: hosted?.model ?? '' }[model];
}

/** None where no machine is named, or the model was not asked. */
function onMachine(model: Exclude<PricedModel, 'hosted'>, test: AnsweredTest, pricing: Pricing): Priced[] {
  const { machine } = pricing.prices;
  const predictions = test[model];
  if (machine === null || predictions === null) return [];
  const requests = pricedAnswers(test, predictions).map(({ seconds, correct, batch }) => ({
    cost: machineRequestCost(seconds, machine),
    correct,
    batch,
  }));
  return [{ model, title: titleOf(model, pricing), requests, basis: `${basisOf(machine)}; measured seconds` }];
}

/** It was not asked: what it would be sent and would answer is assumed, and whether it would be right is not known. */
function hostedModel(test: AnsweredTest, pricing: Pricing): Priced[] {
  const { hosted } = pricing.prices;
  const predictions = test.baseWithExamples ?? test.base;
  if (hosted === null || predictions === null) return [];
  const asked = titleOf(test.baseWithExamples === null ? 'base' : 'baseWithExamples', pricing);
  const answers = test.set.answers === 'labels' ? 'of the right labels' : 'of its answers';
  const requests = pricedAnswers(test, predictions).map((answer): BilledRequest => ({ cost: requestCost(answer, hosted), correct: null }));
  const basis = `${basisOf(hosted)}; assumed: as many tokens as the prompts of the ${asked} have, and ${answers}, by the base’s tokenizer`;
  return [{ model: 'hosted', title: hosted.model, requests, basis }];
}

function reportOf({ model, requests, basis }: Priced, { prices: { currency }, seed, resamples }: Pricing): CostReport {
  const report = measureCost({ requests, currency, basis, seed, resamples });
  return model === 'hosted' ? { ...report, perCorrect: missing('it was not asked, so its right answers are not known') } : report;
}

function breakEvenOf(
  tuned: Priced | undefined,
  { title: against, requests }: Priced,
  { costOfTraining, seed, resamples }: Pricing,
): BreakEven {
  if (tuned === undefined) return { against, saving: missing(noMachine), requests: null, low: null, high: null, reason: noMachine };
  return breakEven({
    against,
    trainingCost: costOfTraining,
    tuned: costsOf(tuned.requests),
    other: costsOf(requests),
    batches: batchesOf(tuned, requests),
    seed,
    resamples,
  });
}

function costsOf(requests: readonly BilledRequest[]): (number | null)[] {
  return requests.map(({ cost }) => cost);
}

/** The other model's batches, which take longer; a hosted model has none. */
function batchesOf(tuned: Priced, other: readonly BilledRequest[]): (string | null)[] {
  return other.map(({ batch }, index) => batch ?? tuned.requests[index]?.batch ?? null);
}
