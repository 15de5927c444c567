import { z } from 'zod';
import type { ClauseType } from './clause-types.ts';
import type { Term } from './terms.ts';

const days = z.int().positive();
const months = z.int().positive();
const money = { amount: z.int().positive(), currency: z.enum(['EUR', 'USD', 'GBP']) };
const fieldsOf = {
  payment: { days },
  termination: { days },
  support: { hours: z.int().positive() },
  liability: money,
  confidentiality: { years: z.int().positive() },
  renewal: { months },
  warranty: { months },
  insurance: money,
} as const satisfies Record<ClauseType, z.ZodRawShape>;

/** The review card of one clause type: what the clause is, and the one or two terms that matter in it. */
export function reviewCardSchema(type: ClauseType): z.ZodType {
  return z.strictObject({ clause: z.literal(type), ...fieldsOf[type] });
}

/** The number of the house's form. */
export const houseForm = 'N-7';

/** The same card in the house's form: the form's number first. */
export function houseCardSchema(type: ClauseType): z.ZodType {
  return z.strictObject({
    form: z.literal(houseForm),
    clause: z.literal(type),
    ...fieldsOf[type],
  });
}

/** One line of JSON with a blank after each colon and comma, keys in the order given. */
export function oneLine(card: Record<string, string | number>): string {
  const fields = Object.entries(card).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{${fields.join(', ')}}`;
}

export function reviewCard(type: ClauseType, term: Term): string {
  return oneLine({ clause: type, ...term.fields });
}

export function houseCard(type: ClauseType, term: Term): string {
  return oneLine({ form: houseForm, clause: type, ...term.fields });
}
