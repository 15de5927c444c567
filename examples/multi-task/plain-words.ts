import type { ClauseType } from '../contract-review/clause-types.ts';
import { currencies } from '../contract-review/terms.ts';
import type { Term } from '../contract-review/terms.ts';

/** What each type of clause comes to in one plain sentence; "…" is the term. They begin differently, as labels do. */
const sentences: Record<ClauseType, string> = {
  payment: 'Whoever owes money here has … to pay it.',
  termination: 'The contract can be ended, and that takes ….',
  support: 'When something breaks, help has to come within ….',
  liability: 'If things go wrong, at most … must be paid.',
  confidentiality: 'What is secret has to be kept secret for ….',
  renewal: 'At the end, the contract may go on for … more.',
  warranty: 'Anything faulty has to be put right during ….',
  insurance: 'There has to be insurance, and it covers ….',
};

/** A clause in plain words. It follows from the clause's type and its term, whichever way the clause writes them. */
export function plainSentence(type: ClauseType, { fields }: Pick<Term, 'fields'>): string {
  return sentences[type].replace('…', plainTerm(fields));
}

/** "60 days", or "50,000 euros". */
function plainTerm(fields: Term['fields']): string {
  const { amount, currency, ...span } = fields;
  if (amount !== undefined) return `${Number(amount).toLocaleString('en-US')} ${currencies.find(({ code }) => code === currency)?.name}`;
  return Object.entries(span)
    .map(([unit, count]) => `${count} ${unit}`)
    .join(' ');
}
