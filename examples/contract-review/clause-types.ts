import type { Slot } from './terms.ts';
import { confidentiality } from './templates/confidentiality.ts';
import { insurance } from './templates/insurance.ts';
import { law } from './templates/law.ts';
import { liability } from './templates/liability.ts';
import { payment } from './templates/payment.ts';
import { renewal } from './templates/renewal.ts';
import { termination } from './templates/termination.ts';
import { warranty } from './templates/warranty.ts';

/** Every clause type with its sentence templates, the slot that they all hold, and the playbook's entry for it. */
export const clauseTypes = {
  payment: { templates: payment, slot: 'days', ref: 'PB-3', owner: 'finance' },
  termination: { templates: termination, slot: 'days', ref: 'PB-8', owner: 'procurement' },
  law: { templates: law, slot: 'place', ref: 'PB-1', owner: 'legal' },
  liability: { templates: liability, slot: 'amount', ref: 'PB-5', owner: 'legal' },
  confidentiality: { templates: confidentiality, slot: 'years', ref: 'PB-2', owner: 'security' },
  renewal: { templates: renewal, slot: 'months', ref: 'PB-7', owner: 'procurement' },
  warranty: { templates: warranty, slot: 'months', ref: 'PB-9', owner: 'quality' },
  insurance: { templates: insurance, slot: 'amount', ref: 'PB-4', owner: 'finance' },
} as const satisfies Record<string, { templates: readonly string[]; slot: Slot; ref: string; owner: string }>;

export type ClauseType = keyof typeof clauseTypes;
export const clauseTypeNames = Object.keys(clauseTypes) as ClauseType[];
