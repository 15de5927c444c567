import type { Slot } from './terms.ts';
import { confidentiality } from './templates/confidentiality.ts';
import { insurance } from './templates/insurance.ts';
import { liability } from './templates/liability.ts';
import { payment } from './templates/payment.ts';
import { renewal } from './templates/renewal.ts';
import { support } from './templates/support.ts';
import { termination } from './templates/termination.ts';
import { warranty } from './templates/warranty.ts';

/** Every clause type with its sentence templates, and the slot that they all hold. */
export const clauseTypes = {
  payment: { templates: payment, slot: 'days' },
  termination: { templates: termination, slot: 'days' },
  support: { templates: support, slot: 'hours' },
  liability: { templates: liability, slot: 'amount' },
  confidentiality: { templates: confidentiality, slot: 'years' },
  renewal: { templates: renewal, slot: 'months' },
  warranty: { templates: warranty, slot: 'months' },
  insurance: { templates: insurance, slot: 'amount' },
} as const satisfies Record<string, { templates: readonly string[]; slot: Slot }>;

export type ClauseType = keyof typeof clauseTypes;
export const clauseTypeNames = Object.keys(clauseTypes) as ClauseType[];
