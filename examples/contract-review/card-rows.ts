import { houseCard, reviewCard } from './cards.ts';
import { clauseTypeNames, clauseTypes } from './clause-types.ts';
import type { ClauseType } from './clause-types.ts';
import { pick, randomStream, shuffled } from './random.ts';
import { chatRow } from './rows.ts';
import type { ChatRow, Split } from './rows.ts';
import { termMakers } from './terms.ts';

export type CardStage = 'specific' | 'company';

/** Rows of each clause type in each file. */
const rowsPerType: Record<CardStage, Record<Split, number>> = {
  specific: { train: 30, validation: 7, test: 13 },
  company: { train: 12, validation: 5, test: 13 },
};
/** Templates of each clause type held out of training; the others train. */
const heldOut = { test: 10, validation: 6 } as const;
const roles = [
  { buyer: 'Customer', seller: 'Supplier' },
  { buyer: 'Client', seller: 'Contractor' },
  { buyer: 'Buyer', seller: 'Seller' },
  { buyer: 'Company', seller: 'Provider' },
  { buyer: 'Principal', seller: 'Consultant' },
] as const;

/** Which templates (by number) stand in which split: the same for both card stages, so that no template crosses. */
function templateSplits(type: ClauseType): Record<Split, number[]> {
  const numbers = clauseTypes[type].templates.map((_, number) => number);
  const order = shuffled(numbers, randomStream(`templates/${type}`));
  const afterTest = heldOut.test + heldOut.validation;
  return { test: order.slice(0, heldOut.test), validation: order.slice(heldOut.test, afterTest), train: order.slice(afterTest) };
}

/** One clause with its card, from one template and a random term. */
function fill(stage: CardStage, type: ClauseType, template: number, random: () => number): ChatRow {
  const { templates, slot } = clauseTypes[type];
  const term = termMakers[slot](random);
  const { buyer, seller } = pick(roles, random);
  const text = (templates[template] ?? '').replace(`{${slot}}`, term.text).replaceAll('{buyer}', buyer).replaceAll('{seller}', seller);
  const answer = stage === 'specific' ? reviewCard(type, term) : houseCard(type, term);
  return chatRow(stage, text, answer, { group: `${type}-${template + 1}`, clause: type });
}

const clauseText = (row: ChatRow): string => row.messages[1]?.content.split('\n')[0] ?? '';

/**
 * The rows of one split of one card stage, balanced over clause types and templates, in random order.
 * `seen` holds the clauses used so far and is added to: no clause is used twice, in whatever stage.
 */
export function cardRows(stage: CardStage, split: Split, seen: Set<string>): ChatRow[] {
  const random = randomStream(`cards/${stage}/${split}`);
  const rows = clauseTypeNames.flatMap((type) => {
    const templates = shuffled(templateSplits(type)[split], random);
    return Array.from({ length: rowsPerType[stage][split] }, (_, turn) =>
      unseen(stage, type, templates[turn % templates.length] as number, random, seen),
    );
  });
  return shuffled(rows, random);
}

function unseen(stage: CardStage, type: ClauseType, template: number, random: () => number, seen: Set<string>): ChatRow {
  for (;;) {
    const row = fill(stage, type, template, random);
    const text = clauseText(row);
    if (seen.has(text)) continue;
    seen.add(text);
    return row;
  }
}
