/** Task queues of one Anneal: workflows and light steps on `anneal`, the rest on queues of their own, so that machines can specialise. */
export const defaultQueue = 'anneal';

export const queueKinds = ['workflows', 'data', 'train', 'evaluate'] as const;
export type QueueKind = (typeof queueKinds)[number];

/** Name of a queue; every name follows from the workflow queue's. */
export function queueName(kind: QueueKind, workflowQueue: string = defaultQueue): string {
  return kind === 'workflows' ? workflowQueue : `${workflowQueue}-${kind}`;
}
