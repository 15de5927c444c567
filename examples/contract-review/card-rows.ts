import { houseCard, reviewCard } from './cards.ts';
import { drawClauses } from './draw-clauses.ts';
import { chatRow } from './rows.ts';
import type { ChatRow, Split } from './rows.ts';

const cardStages = ['specific', 'company'] as const;
export type CardStage = (typeof cardStages)[number];

/** Rows of each clause type in each file. */
const rowsPerType: Record<CardStage, Record<Split, number>> = {
  specific: { train: 30, validation: 7, test: 13 },
  company: { train: 12, validation: 5, test: 13 },
};

/** The rows of one split of one card stage; `seen` as for drawClauses. */
function cardRows(stage: CardStage, split: Split, seen: Set<string>): ChatRow[] {
  const clauses = drawClauses({ stream: `cards/${stage}/${split}`, split, perType: rowsPerType[stage][split], seen });
  return clauses.map(({ type, text, term, group }) => {
    const answer = stage === 'specific' ? reviewCard(type, term) : houseCard(type, term);
    return chatRow(stage, text, answer, { group, clause: type });
  });
}

/** The rows of both card stages, and every clause in them. Tests are drawn first, so that no other file can take their clauses. */
export function drawCards(): { stages: { stage: CardStage; splits: Record<Split, ChatRow[]> }[]; clauses: Set<string> } {
  const clauses = new Set<string>();
  const tests = cardStages.map((stage) => cardRows(stage, 'test', clauses));
  const validations = cardStages.map((stage) => cardRows(stage, 'validation', clauses));
  const stages = cardStages.map((stage, index) => ({
    stage,
    splits: { test: tests[index] as ChatRow[], validation: validations[index] as ChatRow[], train: cardRows(stage, 'train', clauses) },
  }));
  return { stages, clauses };
}
