import type { GateResult, Verdict } from '../contracts/gate.ts';
import type { GatesSpec } from '../contracts/gates-spec.ts';
import type { Fit, LossGap } from '../contracts/training.ts';
import { decide } from './gates.ts';

export interface OverfittingRequest {
  stage: string;
  fit: Fit | null;
  settings: GatesSpec['overfitting'];
}

/**
 * The stage learned its task, not its rows: validation loss lies at most `maximumGap` above train loss at the checkpoint
 * that is kept. Where only the end of training lies above, the best checkpoint was kept in time: inconclusive, for the
 * spec to settle. Bands of validation ÷ train loss (Azure's fine-tuning guide) are told and decide nothing: of losses
 * near 0 a ratio says little.
 */
export function overfittingGate({ stage, fit, settings }: OverfittingRequest): GateResult {
  const shared = {
    gate: 'overfitting',
    test: stage,
    split: 'validation',
    threshold: settings.maximumGap,
    interval: null,
    itemsNeeded: null,
  } as const;
  if (fit === null) {
    const reason = `Could not be decided: no validation loss of "${stage}" was measured beside a train loss. A person must decide.`;
    return { ...shared, verdict: 'error', decision: 'ask', value: null, reason };
  }
  const { kept, end } = fit;
  const isKeptFine = kept.gap <= settings.maximumGap;
  const verdict: Verdict = !isKeptFine ? 'fail' : end.gap <= settings.maximumGap ? 'pass' : 'inconclusive';
  const decision = decide(verdict, settings.onInconclusive, isKeptFine);
  const came = { accept: 'counts as passed', reject: 'counts as failed', ask: 'a person decides' }[decision];
  const title = { pass: 'Passed', fail: 'Failed', inconclusive: `Inconclusive, ${came}`, error: 'Error' }[verdict];
  return { ...shared, verdict, decision, value: kept.gap, reason: `${title}: ${numbers(stage, fit, settings.maximumGap)}.` };
}

function numbers(stage: string, { kept, end, rising }: Fit, maximum: number): string {
  const atKept = `validation loss of "${stage}" is ${loss(kept.validation)}, ${gapWords(kept)} at step ${kept.step}, which is kept; at most ${maximum} above is allowed`;
  if (end.step === kept.step) return atKept;
  const rose = rising ? ', since validation loss rose while train loss fell' : '';
  return `${atKept}; training went on to step ${end.step} and ${loss(end.gap)}${rose}`;
}

function gapWords(at: LossGap): string {
  const ratio = at.ratio === null ? '' : ` (${bandOf(at.ratio)}, ${at.ratio.toFixed(1)} times)`;
  return `${loss(Math.abs(at.gap))} ${at.gap < 0 ? 'below' : 'above'} train loss${ratio}`;
}

/** Azure's fine-tuning guide: under 1.2 healthy, under 1.5 mild, up to 2 moderate, above severe. */
function bandOf(ratio: number): 'healthy' | 'mild' | 'moderate' | 'severe' {
  if (ratio < 1.2) return 'healthy';
  if (ratio < 1.5) return 'mild';
  return ratio <= 2 ? 'moderate' : 'severe';
}

function loss(value: number): string {
  return value.toFixed(3);
}
