import type { RunReport } from '../contracts/report.ts';
import type { StageOutcome } from '../contracts/run.ts';
import { rowsPerEpoch } from '../policy/mixing.ts';
import { gateNouns } from './gate-words.ts';
import { counted, ratio } from './numbers.ts';
import { testNoun } from './wording.ts';

/** Rows below which a 95 % interval of a share is wider than about 20 points (Wilson at one half). */
const fewTestRows = 92;

/** A row seen more often in an epoch is learned by heart before the others are learned at all. */
const manyRepeats = 4;

/** Everything that a reader should know before trusting the numbers. */
export function reportWarnings(report: RunReport): string[] {
  const noun = testNoun(report.plan);
  return [
    ...report.data
      .filter((data) => data.leaks > 0)
      .map(
        ({ stage, leaks }) =>
          `${counted(leaks, 'row')} of ${noun} ${stage} also stood in a test or validation split and ${leaks === 1 ? 'was' : 'were'} taken out of training.`,
      ),
    ...report.data
      .filter((data) => data.splits.test < fewTestRows)
      .map(
        ({ stage, splits }) =>
          `${noun === 'task' ? 'Task' : 'Stage'} ${stage} is tested on ${counted(splits.test, 'row')} only: its intervals are wide.`,
      ),
    ...repeated(report),
    ...report.stages.flatMap(stageWarnings),
    ...forgotten(report),
    ...(report.interruptions.bitExact
      ? []
      : [
          'A training went on in another environment after an interruption: its result is sound, but not byte for byte what an undisturbed run gives.',
        ]),
  ];
}

/** Tasks so small that their rows come many times an epoch. */
function repeated({ plan: { mixing }, data }: RunReport): string[] {
  if (mixing === null) return [];
  const rows = data.map(({ splits }) => splits.train);
  return rowsPerEpoch(rows, mixing.temperature).flatMap((drawn, index) => {
    const times = drawn / rows[index]!;
    if (times < manyRepeats) return [];
    return [
      `Each of the ${counted(rows[index]!, 'row')} of task ${data[index]!.stage} is seen ${times.toFixed(0)} times an epoch, because the other tasks are much larger: it may be learned by heart. Give it more rows, or lower mixing.temperature.`,
    ];
  });
}

function stageWarnings(stage: StageOutcome): string[] {
  const trained = stage.attempts.flatMap(({ attempt, training }) =>
    training.warnings.map((warning) => `Stage ${stage.name}, attempt ${attempt}: ${warning}`),
  );
  const unclear = stage.gates
    .filter((gate) => gate.verdict === 'inconclusive' && gate.value !== null) // without a value there was nothing to keep
    .map((gate) => {
      const needed = gate.itemsNeeded;
      const rows = gate.split === 'suite' ? 'question' : 'test row';
      return `Stage ${stage.name}: the ${gateNouns[gate.gate]} gate on ${gate.test} is inconclusive${needed === null ? '' : `; about ${counted(needed, rows)} would settle it`}.`;
    });
  const settled = stage.decidedBy === 'person' ? [`Stage ${stage.name} was ${stage.accepted ? 'accepted' : 'refused'} by a person.`] : [];
  return [...trained, ...unclear, ...settled];
}

/** Stages of which less is left at the end than the plan asks for. */
function forgotten({ plan, stages, retention }: RunReport): string[] {
  const end = stages.findLast((stage) => stage.accepted)?.name;
  return retention.flatMap((cell) => {
    const minimum = plan.stages.find((stage) => stage.name === end)?.gates.retention.minimum ?? 0;
    if (cell.after !== end || cell.retention === null || cell.retention >= minimum) return [];
    return [`At the end ${ratio(cell.retention)} of what stage ${cell.test} taught is left; the plan asks for ${ratio(minimum)}.`];
  });
}
