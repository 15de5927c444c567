import type { RunReport } from '../contracts/report.ts';
import { counted, duration, metricValue, ratio, tokens } from './numbers.ts';
import { againstBase, lastAccepted, stageProofs } from './proof.ts';
import type { StageProof } from './proof.ts';
import { againstWords, differenceInWords, metricTitle } from './wording.ts';

/** What came of the run, in one sentence. */
export function outcomeSentence(report: RunReport): string {
  const refused = report.stages.filter((stage) => !stage.accepted).map((stage) => stage.name);
  const end = lastAccepted(report);
  const proof = stageProofs(report).find((found) => found.stage === end?.teaches[0]);
  if (end === undefined)
    return `No stage passed its gates (${refused.join(', ')} refused), so no model was registered and the one in use stays.`;
  const stages =
    refused.length === 0
      ? `All ${report.plan.kind === 'multiTask' ? counted(end.teaches.length, 'task') : counted(report.stages.length, 'stage')} passed`
      : `Stage ${refused.join(' and ')} was refused; what stands is the model after ${end.name}`;
  const registered =
    report.modelVersion === null ? 'no version was registered' : `${report.plan.name} version ${report.modelVersion} is registered`;
  return `${refused.length === 0 ? stages.replace('All 1 stage', 'The one stage') : stages} and ${registered}${proof === undefined ? '.' : `: ${gain(proof)}.`}`;
}

function gain(proof: StageProof): string {
  const after = proof.rows.find((row) => row.model === 'after')?.scores?.metrics[proof.primary];
  const comparison = againstBase(proof.comparisons, 'fewShot') ?? againstBase(proof.comparisons, 'zeroShot');
  const what = metricTitle(proof.primary, proof.answers).toLowerCase();
  if (after == null) return `${what} on ${proof.stage} was not measured`;
  if (comparison === undefined) return `${metricValue(proof.primary, after)} ${what} on ${proof.stage}`;
  return `${metricValue(proof.primary, after)} ${what} on ${proof.stage}, where ${againstWords(comparison.against)} has ${metricValue(proof.primary, comparison.before)}`;
}

export interface KeyFact {
  title: string;
  value: string;
  note: string;
}

/** Four or five numbers that a manager asks for first. */
export function keyFacts(report: RunReport): KeyFact[] {
  const end = lastAccepted(report);
  const proof = stageProofs(report).find((found) => found.stage === end?.teaches[0]);
  const wall = report.goodput.reduce((sum, part) => sum + part.seconds, 0);
  return [
    ...(proof === undefined ? [] : proofFacts(proof)),
    ...retentionFact(report),
    { title: 'The whole run', value: duration(wall), note: interruptionNote(report) },
  ];
}

function proofFacts(proof: StageProof): KeyFact[] {
  const after = proof.rows.find((row) => row.model === 'after')?.scores;
  const fewShot = proof.rows.find((row) => row.model === 'fewShot')?.scores ?? proof.rows[0]?.scores;
  if (after == null || fewShot == null) return [];
  const comparison = againstBase(proof.comparisons, 'fewShot') ?? againstBase(proof.comparisons, 'zeroShot');
  const [before, now] = [fewShot.metrics[proof.primary], after.metrics[proof.primary]];
  const [slow, fast] = [fewShot.medianSecondsPerAnswer, after.medianSecondsPerAnswer];
  const title = metricTitle(proof.primary, proof.answers);
  return [
    ...(before == null || now == null
      ? []
      : [
          {
            title: `${title}, ${proof.stage}`,
            value: `${metricValue(proof.primary, before)} → ${metricValue(proof.primary, now)}`,
            note: comparison === undefined ? 'not compared row by row' : differenceInWords(comparison),
          },
        ]),
    ...(slow === null || fast === null || fast === 0
      ? []
      : [
          {
            title: 'Time an answer',
            value: `${duration(slow)} → ${duration(fast)}`,
            note:
              slow >= fast
                ? `${(slow / fast).toFixed(1)} times as fast as with examples in the prompt`
                : `${(fast / slow).toFixed(1)} times as slow as with examples in the prompt`,
          },
        ]),
    {
      title: 'Prompt tokens',
      value: `${tokens(fewShot.medianPromptTokens)} → ${tokens(after.medianPromptTokens)}`,
      note: 'median; what a service would bill for',
    },
  ];
}

function retentionFact(report: RunReport): KeyFact[] {
  const end = lastAccepted(report)?.name;
  const kept = report.retention.filter((cell) => cell.after === end && cell.test !== end && cell.retention !== null);
  const least = kept.toSorted((a, b) => a.retention! - b.retention!)[0];
  return least === undefined
    ? []
    : [
        {
          title: 'Earlier skills kept',
          value: ratio(least.retention!),
          note: `the least of ${counted(kept.length, 'earlier stage')}, ${least.test}; 1 = all of it`,
        },
      ];
}

function interruptionNote({ interruptions: { count, stepsDoneAgain } }: RunReport): string {
  return count === 0 ? 'not interrupted' : `${counted(count, 'interruption')} survived, ${counted(stepsDoneAgain, 'step')} done again`;
}
