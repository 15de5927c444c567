import type { TestSet } from '../contracts/activities.ts';
import type { TestScores } from '../contracts/evaluation-report.ts';
import type { Plan } from '../contracts/plan.ts';
import type { StageAttempt, StageOutcome } from '../contracts/run.ts';
import { combinedDecision } from '../policy/gates.ts';
import { firstTuning, nextStep, type Tuning } from '../policy/next-step.ts';
import { attemptStage } from './attempt-stage.ts';
import type { Chain, Taught } from './chain.ts';
import { compare, evaluate, measureBehaviour, zeroShot, type Pair } from './evaluate.ts';
import { judge } from './judge.ts';
import type { RunTracker } from './run-tracker.ts';
import { setsOf, type Stage, type StageSets } from './stage.ts';

/** What is asked of a stage's end: go on with `chain`, or stop the run. */
export interface StageEnd {
  outcome: StageOutcome;
  chain: Chain;
  stop: boolean;
}

/** Trains one stage from the last accepted model, judges it, and settles what its gates say by the stage's policy. */
export async function runStage(stage: Stage, chain: Chain, baseline: TestScores[], plan: Plan, run: RunTracker): Promise<StageEnd> {
  const { name, datasets } = stage;
  const policy = stage.settings.onFailedGate;
  const sets = setsOf(stage);
  const atStart = await evaluate(
    { title: `${chain.title}, before ${name}`, model: chain.model, tests: zeroShot([...sets.validation, ...sets.test]) },
    plan,
    run,
  );
  const start = { validation: atStart.slice(0, datasets.length), test: atStart.slice(datasets.length) };
  const attempts: StageAttempt[] = [];
  let tuning: Tuning = firstTuning(stage.settings.replay);
  let decidedBy: StageOutcome['decidedBy'] = 'gates';

  for (;;) {
    const attempt = await attemptStage({ stage, chain, sets, start: start.validation, number: attempts.length + 1, tuning }, plan, run);
    attempts.push(attempt);
    const onValidation = nextStep({ decision: combinedDecision(attempt.gates), attempts: attempts.length, policy, tuning });
    if (onValidation.do === 'retry') {
      run.note(`${name}, attempt ${attempts.length}, on validation rows: ${reasonOf(attempt.gates)}`);
      tuning = onValidation.tuning;
      continue;
    }

    const final = await testStage({ stage, chain, sets, start: start.test, baseline, attempt }, plan, run);
    // The test rows have been looked at now: a failed gate is settled by the policy's last word, not by another retry.
    let step = nextStep({ decision: combinedDecision(final.gates), attempts: Number.POSITIVE_INFINITY, policy, tuning });
    if (step.do === 'ask') {
      run.stage(name, 'running', `a gate asks: ${reasonOf(final.gates)}`);
      run.status('waiting', name);
      decidedBy = 'person';
      step = nextStep({ decision: await run.decision(name), attempts: attempts.length, policy, tuning });
      if (step.do === 'retry') {
        tuning = step.tuning;
        continue;
      }
    }
    const accepted = step.do === 'accept';
    const adapter = accepted ? attempt.training.adapter : null;
    const teaches = sets.test.map(({ test }) => test);
    const outcome: StageOutcome = { name, teaches, accepted, attempts, ...final, decidedBy, adapter };
    return { outcome, stop: step.do === 'stop', chain: accepted ? extended(chain, stage, sets, attempt, final.tests) : chain };
  }
}

/** The chain with one more stage taught. */
function extended(chain: Chain, stage: Stage, sets: StageSets, attempt: StageAttempt, tests: TestScores[]): Chain {
  const taught = stage.datasets.map(({ plan: { name } }, index): Taught => ({
    name,
    sets: { validation: sets.validation[index]!, test: sets.test[index]! },
    scores: { validation: attempt.validation[index]!, test: tests[index]! },
    train: stage.parts[index]!.train,
  }));
  const model = { base: chain.model.base, adapter: attempt.training.adapter };
  return { ...chain, model, title: `after ${stage.name}`, taught: [...chain.taught, ...taught] };
}

interface FinalTest {
  stage: Stage;
  chain: Chain;
  sets: StageSets;
  start: TestScores[];
  baseline: TestScores[];
  attempt: StageAttempt;
}

/** The stage's last attempt on the test rows: its own, and those of every earlier stage. */
async function testStage(
  { stage, chain, sets, start, baseline, attempt }: FinalTest,
  plan: Plan,
  run: RunTracker,
): Promise<Pick<StageOutcome, 'tests' | 'comparisons' | 'behaviour' | 'gates'>> {
  const { name } = stage;
  run.status('evaluating', name);
  run.stage(name, 'running', 'evaluating on test rows');
  const model = { base: chain.model.base, adapter: attempt.training.adapter };
  const asked = [...sets.test, ...chain.taught.map((taught) => taught.sets.test)];
  const tests = await evaluate({ title: `after ${name}`, model, tests: zeroShot(asked) }, plan, run);
  for (const { test } of tests) run.testLooks.set(test, (run.testLooks.get(test) ?? 0) + 1);
  const pairs = againstBaseline(tests, asked, baseline, plan);
  const compared = (await compare(pairs, plan)).map((comparison, index) => ({ test: pairs[index]!.after.test, comparison }));
  const own = sets.test.map((set, index) => ({ set, predictions: tests[index]!.predictions }));
  const behaviour = await measureBehaviour({ title: name, model, tests: own }, plan, run);
  const { training, general } = attempt;
  const judged = await judge({ stage, chain, split: 'test', start, baseline, scores: tests, training, general, behaviour }, plan);
  const againstStart = chain.model.adapter === null ? [] : judged.quality; // the first stage starts from the base, which stands there already
  return { tests, comparisons: [...compared, ...againstStart], behaviour, gates: judged.gates };
}

/** Each test against what the base said to the same rows, with and without examples. */
function againstBaseline(tests: TestScores[], sets: TestSet[], baseline: TestScores[], plan: Plan): Pair[] {
  return tests.flatMap((after, index) =>
    baseline
      .filter((before) => before.test === after.test)
      .map((before) => ({
        before,
        after,
        against: before.prompt === 'zeroShot' ? 'base' : `base with ${plan.evaluation.fewShot} examples`,
        set: sets[index]!,
      })),
  );
}

/** Why the gates did not accept, in their words. */
function reasonOf(gates: StageOutcome['gates']): string {
  return gates
    .filter(({ decision }) => decision !== 'accept')
    .map(({ reason }) => reason)
    .join(' ');
}
