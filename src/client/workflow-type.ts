/** Workflows that people call runs. */
export const runWorkflows = ['progressiveFineTune', 'multiTaskFineTune'] as const;
export type RunWorkflow = (typeof runWorkflows)[number];

/** The workflow that a spec is for: `tasks` are trained together, `stages` one after the other. */
export function workflowOf(spec: unknown): RunWorkflow {
  return typeof spec === 'object' && spec !== null && 'tasks' in spec ? 'multiTaskFineTune' : 'progressiveFineTune';
}

/** Whether a workflow of this type is a run, rather than a dry run, a question or an export. */
export function isRunWorkflow(type: string): type is RunWorkflow {
  return runWorkflows.some((known) => known === type);
}
