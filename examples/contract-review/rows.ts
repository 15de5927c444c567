/** The rows of the demo's files, as chats. */
export type Split = 'train' | 'validation' | 'test';
export type Message = { role: 'system' | 'user' | 'assistant'; content: string };
export type ChatRow = { messages: Message[]; metadata: Record<string, string> & { group: string; clause: string } };

/** The first line of each stage's question. */
const systems = { general: 'Contract review.', specific: 'Contract review.', company: 'Northwind playbook.' } as const;

/** The last line of each stage's question: what tells one skill from the other. */
export const instructions = {
  general: 'Clause type? warranty, liability, patent, endorsement, source, notice or termination',
  specific: 'Answer with our review card.',
  company: 'Fill in the house form.',
} as const;
export type StageName = keyof typeof instructions;

/** A question with its answer: system line, then the text with the stage's instruction below it. */
export function chatRow(stage: StageName, text: string, answer: string, metadata: ChatRow['metadata']): ChatRow {
  return rowOf({ system: systems[stage], instruction: instructions[stage] }, text, answer, metadata);
}

/** The same, in whatever wording. */
export function rowOf(
  wording: { system: string; instruction: string },
  text: string,
  answer: string,
  metadata: ChatRow['metadata'],
): ChatRow {
  return {
    messages: [
      { role: 'system', content: wording.system },
      { role: 'user', content: `${text}\n${wording.instruction}` },
      { role: 'assistant', content: answer },
    ],
    metadata,
  };
}
