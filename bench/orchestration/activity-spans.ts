import type { Client } from '@temporalio/client';
import type { Span } from './attribute-cpu.ts';

type Instant = { seconds?: unknown; nanos?: number | null } | null | undefined;

/** When the activities of an ended run ran, as its history tells. */
export async function activitySpans(client: Client, workflowId: string): Promise<Span[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const names = new Map<string, string>();
  const starts = new Map<string, number>();
  const spans: Span[] = [];
  for (const event of events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) names.set(String(event.eventId), scheduled.activityType?.name ?? 'unknown');
    const started = event.activityTaskStartedEventAttributes;
    if (started) starts.set(String(started.scheduledEventId), milliseconds(event.eventTime));
    const ended = event.activityTaskCompletedEventAttributes ?? event.activityTaskFailedEventAttributes;
    if (!ended) continue;
    const key = String(ended.scheduledEventId);
    spans.push({ name: names.get(key)!, from: starts.get(key)!, to: milliseconds(event.eventTime) });
  }
  return spans;
}

function milliseconds(instant: Instant): number {
  return Number(instant?.seconds) * 1000 + (instant?.nanos ?? 0) / 1e6;
}
