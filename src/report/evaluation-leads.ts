/** What the sections on evaluation show, in a sentence or two. */
export const leads = {
  general:
    'Questions that have nothing to do with the task, put to the base model and to the model after each stage. No stage trains on them: what is lost here is forgotten.',
  robustness:
    'The same test rows, put otherwise. The right answer stays what it was, so a good model keeps its score. A line is the 95 % interval.',
  groups:
    'The same scores by parts of the test rows, and whether an answer depends on who is named. A gap is a reason to look closer, not a proof.',
  latency:
    'Base and tuned model behind a server on the worker’s machine, asked by as many clients at once as stand in the table. The times hold for that machine.',
  answers: 'Test rows as they were answered, chosen by the run’s seed and never by how well they were answered.',
} as const;
