import type { GateResult } from '../../contracts/gate.ts';
import type { StageAttempt, StageOutcome } from '../../contracts/run.ts';
import { gateNumbers, gateRows, gateTitle } from '../gate-words.ts';
import { learningRate, percent } from '../numbers.ts';
import { verdictTitles } from '../wording.ts';
import type { ReportTable } from './table.ts';

/** Gates as rows: what was asked, what was found, what was decided. */
export function gateTable(caption: string, gates: GateResult[], behaviour: StageOutcome['behaviour'] = []): ReportTable {
  return {
    caption,
    head: ['Gate', 'Rows', 'Found', '95 % interval', 'Asked', 'Verdict'],
    rows: gates.map((gate) => {
      const { value, threshold, interval } = gateNumbers(gate, behaviour);
      return [gateTitle(gate), gateRows(gate), value, interval, threshold, verdictWords(gate)];
    }),
  };
}

/** The verdict, and for one that is not clear what it came to. */
export function verdictWords({ verdict, decision, value }: GateResult): string {
  if (verdict === 'inconclusive' && value === null) return 'does not apply'; // there was nothing to keep
  const came = { accept: 'counted as passed', reject: 'counted as failed', ask: 'a person was asked' }[decision];
  return verdict === 'inconclusive' || (verdict === 'pass') !== (decision === 'accept')
    ? `${verdictTitles[verdict]}, ${came}`
    : verdictTitles[verdict];
}

/** What became of each attempt, a sentence each: which gates failed (with `reasons`: and why), what the next attempt changed, how that went. */
export function attemptStory(stage: StageOutcome, reasons = true): string[] {
  return stage.attempts.map((attempt, index) => {
    const changed = index === 0 ? '' : changes(stage.attempts[index - 1]!, attempt);
    const failed = attempt.gates.filter((gate) => gate.decision === 'reject');
    const went =
      failed.length === 0
        ? attempt.gates.length === 0
          ? 'had no gate to pass'
          : 'passed on validation rows'
        : !reasons
          ? 'failed on validation rows'
          : `failed: ${failed.map((gate) => gate.reason).join(' ')}`;
    return `Attempt ${attempt.attempt}${changed} ${went}${/[.!?]$/.test(went) ? '' : '.'}`;
  });
}

function changes(before: StageAttempt, after: StageAttempt): string {
  const parts = [
    ...(before.learningRate === after.learningRate
      ? []
      : [`learning rate ${learningRate(before.learningRate)} → ${learningRate(after.learningRate)}`]),
    ...(before.replay === after.replay ? [] : [`replay ${percent(before.replay)} → ${percent(after.replay)}`]),
  ];
  return parts.length === 0 ? '' : `, ${parts.join(', ')},`;
}
