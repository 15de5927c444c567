/** What became of a model's general capabilities, from the base to the end of the run. */
import type { CapabilityName, GeneralReport } from '../contracts/general-report.ts';
import type { Comparison, Estimate } from '../contracts/evaluation-report.ts';
import type { Finding } from '../contracts/finding.ts';
import type { GateResult } from '../contracts/gate.ts';
import type { RunReport } from '../contracts/report.ts';
import type { StageOutcome } from '../contracts/run.ts';
import { retention } from '../policy/retention.ts';
import { percent, ratioWithInterval, signedWithInterval, significant } from './numbers.ts';
import { lastAccepted } from './proof.ts';
import { transferSentences } from './transfer.ts';
import { capabilityTitles } from './behaviour-words.ts';

/** A stage whose last attempt was put to the general suite. */
interface GeneralStep {
  stage: StageOutcome;
  general: GeneralReport;
}

export interface CapabilityCourse {
  capability: CapabilityName;
  chance: number;
  base: Estimate | null;
  steps: { stage: string; accuracy: Estimate | null; left: Finding }[];
  /** Share of the base's accuracy that the run's model has, paired. */
  left: Finding;
  /** The gate that judged it. */
  gate: GateResult | null;
}

/** In the order of the stages; empty where nothing was measured. */
export function generalSteps({ stages }: Pick<RunReport, 'stages'>): GeneralStep[] {
  return stages.flatMap((stage) => {
    const general = stage.attempts.at(-1)?.general ?? null;
    return general === null ? [] : [{ stage, general }];
  });
}

/** The model that the run leaves; where no stage was accepted, the last one that was measured. */
function endStep(report: RunReport): GeneralStep | undefined {
  const steps = generalSteps(report);
  const end = lastAccepted(report);
  return end === undefined ? steps.at(-1) : steps.find(({ stage }) => stage === end);
}

/** Every capability that the base or a stage was asked for. */
export function capabilityCourses(report: RunReport): CapabilityCourse[] {
  const steps = generalSteps(report);
  const end = endStep(report);
  const asked = [report.general, ...steps.map(({ general }) => general)].flatMap((general) => general?.scores.capabilities ?? []);
  return [...new Map(asked.map(({ capability, chance }) => [capability, chance]))].map(([capability, chance]) => ({
    capability,
    chance,
    base: accuracyOf(report.general, capability),
    steps: steps.map(({ stage, general }) => ({
      stage: stage.name,
      accuracy: accuracyOf(general, capability),
      left: capabilityLeft(general, capability, chance),
    })),
    left: end === undefined ? missing('the model that the run leaves was not asked') : capabilityLeft(end.general, capability, chance),
    gate: end === undefined ? null : gateOf(end.stage, capability),
  }));
}

function accuracyOf(general: GeneralReport | null, capability: CapabilityName): Estimate | null {
  return general?.scores.capabilities.find((each) => each.capability === capability)?.accuracy ?? null;
}

function capabilityLeft({ against }: GeneralReport, capability: CapabilityName, chance: number): Finding {
  if (against === null) return missing('there is no base to compare with');
  const found = against.capabilities.find((each) => each.capability === capability);
  if (found === undefined) return missing('none of its questions was asked of both models');
  const { comparison } = found;
  if (retention(comparison.before, comparison.after, chance) === null)
    return missing(`${against.title} was not above chance (${percent(chance)}), so there was nothing to keep`);
  return { estimate: keptShare(comparison), reason: null };
}

/** after ÷ before = 1 + difference ÷ before, with `before` as it was measured. */
function keptShare({ before, difference }: Comparison): Estimate {
  const share = (value: number) => 1 + value / before.mean;
  return { ...difference, mean: share(difference.mean), low: share(difference.low), high: share(difference.high) };
}

function missing(reason: string): Finding {
  return { estimate: null, reason };
}

function gateOf(stage: StageOutcome, capability: CapabilityName): GateResult | null {
  const gates = [...stage.gates, ...(stage.attempts.at(-1)?.gates ?? [])];
  return gates.find(({ gate, test }) => gate === 'capability' && test === capability) ?? null;
}

/** Whether the report has anything to say of general capabilities. */
export function isGeneralMeasured(report: RunReport): boolean {
  return report.general !== null || generalSteps(report).length > 0;
}

/** The worst capability, general text, and what was asked, a sentence each. */
export function generalSentences(report: RunReport): string[] {
  const end = endStep(report);
  const together = report.retention.length === 0 ? transferSentences(report) : []; // else they stand beside the matrix
  return [...worstSentence(report), ...textSentence(report.general, end), ...suiteSentence(report), ...together];
}

function worstSentence(report: RunReport): string[] {
  const known = capabilityCourses(report).flatMap(({ capability, left, base }) =>
    left.estimate === null ? [] : [{ title: capabilityTitles[capability], left: left.estimate, base }],
  );
  const worst = known.toSorted((one, other) => one.left.mean - other.left.mean)[0];
  if (worst === undefined) return [];
  const { mean, high } = worst.left;
  const said = high < 1 ? 'some of it is lost' : mean >= 1 ? 'no loss is shown' : 'the loss may be chance';
  return [`Least is left of ${worst.title}: ${ratioWithInterval(worst.left)} of what the base model can do; ${said}.`];
}

function textSentence(base: GeneralReport | null, end: GeneralStep | undefined): string[] {
  const [before, after, delta] = [base?.scores.textLoss, end?.general.scores.textLoss, end?.general.against?.textLoss];
  if (before == null || after == null || delta == null) return [];
  const said = delta.low > 0 ? 'it has become less likely' : delta.high < 0 ? 'it has become likelier' : 'may be chance';
  return [
    `General text: loss ${significant(before.mean)} → ${significant(after.mean)} nats a token, ${signedWithInterval(delta)}: ${said}.`,
  ];
}

function suiteSentence(report: RunReport): string[] {
  const scores = report.general?.scores ?? generalSteps(report)[0]?.general.scores;
  if (scores === undefined) return [];
  const asked = scores.capabilities.map(({ capability, accuracy }) => `${accuracy?.n ?? 0} of ${capabilityTitles[capability]}`);
  return [`Asked: ${asked.join(', ')}, by log-likelihood; suite version ${scores.version}.`];
}
