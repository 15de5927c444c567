import type { Slot } from './terms.ts';
import { confidentiality } from './templates/confidentiality.ts';
import { insurance } from './templates/insurance.ts';
import { liability } from './templates/liability.ts';
import { payment } from './templates/payment.ts';
import { renewal } from './templates/renewal.ts';
import { support } from './templates/support.ts';
import { termination } from './templates/termination.ts';
import { warranty } from './templates/warranty.ts';

/** Every clause type with its sentence templates, the slot that they all hold, and the department that owns it. */
export const clauseTypes = {
  payment: { templates: payment, slot: 'days', owner: 'legal' },
  termination: { templates: termination, slot: 'days', owner: 'legal' },
  support: { templates: support, slot: 'hours', owner: 'legal' },
  liability: { templates: liability, slot: 'amount', owner: 'finance' },
  confidentiality: { templates: confidentiality, slot: 'years', owner: 'legal' },
  renewal: { templates: renewal, slot: 'months', owner: 'legal' },
  warranty: { templates: warranty, slot: 'months', owner: 'legal' },
  insurance: { templates: insurance, slot: 'amount', owner: 'finance' },
} as const satisfies Record<string, { templates: readonly string[]; slot: Slot; owner: string }>;

export type ClauseType = keyof typeof clauseTypes;
export const clauseTypeNames = Object.keys(clauseTypes) as ClauseType[];
