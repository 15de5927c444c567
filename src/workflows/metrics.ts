import { metricMeter } from '@temporalio/workflow';
import { failureLabel, metrics, registeredName, type LabelsOf, type NameOfKind } from '../contracts/metrics.ts';
import type { RunResult, StageOutcome } from '../contracts/run.ts';

/** How a run ended. */
export type RunEnd = { outcome: RunResult['outcome'] | 'cancelled' } | { outcome: 'failed'; failure: string | null | undefined };

export function countStart(): void {
  add('anneal_run_started_total', 1, {});
}

export function countEnd(end: RunEnd, seconds: number): void {
  const { outcome } = end;
  add('anneal_run_completed_total', 1, { outcome });
  if (end.outcome === 'failed') add('anneal_run_failures_total', 1, { failure: failureLabel(end.failure) });
  const { help } = metrics.anneal_run_seconds;
  metricMeter.createHistogram('anneal_run_seconds', 'float', '', help).record(seconds, { outcome });
}

/** A stage or task that is settled, with the gates that looked at its test rows. */
export function countStage({ accepted, decidedBy, attempts, gates }: StageOutcome): void {
  add('anneal_stage_completed_total', 1, { outcome: accepted ? 'accepted' : 'rejected', decided_by: decidedBy });
  add('anneal_stage_attempts_total', attempts.length, {});
  for (const { gate, verdict } of gates) add('anneal_gate_verdicts_total', 1, { gate, verdict });
}

/** Temporal counts nothing while it replays, and nothing of this reaches the history. */
function add<Name extends NameOfKind<'counter'>>(name: Name, value: number, labels: LabelsOf<Name>): void {
  metricMeter.createCounter(registeredName(name), '', metrics[name].help).add(value, labels as Record<string, string>);
}
