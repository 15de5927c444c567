import { clauseTypeNames, clauseTypes } from './clause-types.ts';
import type { ClauseType } from './clause-types.ts';
import { pick, randomStream, shuffled } from './random.ts';
import type { Split } from './rows.ts';
import { termMakers } from './terms.ts';
import type { Term } from './terms.ts';

/** A clause: one template with its term and the parties' roles filled in. `group` names the template. */
export interface Clause {
  type: ClauseType;
  text: string;
  term: Term;
  group: string;
}

export interface ClauseDraw {
  /** Names the stream of random numbers: the same name draws the same clauses. */
  stream: string;
  split: Split;
  /** Clauses of each type. */
  perType: number;
  /** The clauses used so far; those drawn are added, and none of them is drawn again. */
  seen: Set<string>;
}

/** Templates of each clause type held out of training; the others train. */
const heldOut = { test: 10, validation: 6 } as const;
const roles = [
  { buyer: 'Customer', seller: 'Supplier' },
  { buyer: 'Client', seller: 'Contractor' },
  { buyer: 'Buyer', seller: 'Seller' },
  { buyer: 'Company', seller: 'Provider' },
  { buyer: 'Principal', seller: 'Consultant' },
] as const;

/** Clauses for one file, balanced over types and over the templates of its split, in random order. */
export function drawClauses({ stream, split, perType, seen }: ClauseDraw): Clause[] {
  const random = randomStream(stream);
  const clauses = clauseTypeNames.flatMap((type) => {
    const templates = shuffled(templateSplits(type)[split], random);
    return Array.from({ length: perType }, (_, turn) => unseen(type, templates[turn % templates.length] as number, random, seen));
  });
  return shuffled(clauses, random);
}

/** Which templates (by number) stand in which split: the same whatever is drawn, so that no template crosses. */
function templateSplits(type: ClauseType): Record<Split, number[]> {
  const numbers = clauseTypes[type].templates.map((_, number) => number);
  const order = shuffled(numbers, randomStream(`templates/${type}`));
  const afterTest = heldOut.test + heldOut.validation;
  return { test: order.slice(0, heldOut.test), validation: order.slice(heldOut.test, afterTest), train: order.slice(afterTest) };
}

function unseen(type: ClauseType, template: number, random: () => number, seen: Set<string>): Clause {
  for (;;) {
    const clause = fill(type, template, random);
    if (seen.has(clause.text)) continue;
    seen.add(clause.text);
    return clause;
  }
}

function fill(type: ClauseType, template: number, random: () => number): Clause {
  const { templates, slot } = clauseTypes[type];
  const term = termMakers[slot](random);
  const { buyer, seller } = pick(roles, random);
  const text = (templates[template] ?? '').replace(`{${slot}}`, term.text).replaceAll('{buyer}', buyer).replaceAll('{seller}', seller);
  return { type, text, term, group: `${type}-${template + 1}` };
}
