import { cleanText } from './clean-text.ts';
import { kindOf, type Refusal } from './refusal.ts';

/** What a row says about itself beside its messages. */
export interface RowExtras {
  group?: string;
  label?: string;
  task?: string;
  parentId?: string;
  synthetic?: boolean;
  timestamp?: string;
  metadata?: Record<string, unknown>;
}

type Fields = Record<string, unknown>;

/** Fields whose value must be one name. */
const strict = ['group', 'timestamp'] as const;
/** Fields that are read where they hold one name, and stay in the metadata where they hold something else. */
const lenient = ['label', 'task', 'parentId'] as const;

/**
 * Group, label, task, parent, time and metadata of a row. The group may stand in the metadata too.
 * @param used fields that are part of the prompt or the answer; all others join the metadata
 */
export function readExtras(fields: Fields, used: readonly string[]): RowExtras | Refusal {
  const own = fields['metadata'] ?? {};
  if (typeof own !== 'object' || Array.isArray(own))
    return { rule: 'invalid-shape', reason: `metadata must be an object, not ${kindOf(own)}` };
  const given: Fields = { ...fields, group: fields['group'] ?? (own as Fields)['group'] ?? null };
  const names: Partial<Record<(typeof strict | typeof lenient)[number], string>> = {};
  for (const field of strict) {
    const refusal = refuseName(given[field] ?? null, field);
    if (refusal !== null) return refusal;
  }
  const known = new Set<string>([...used, 'metadata', ...strict]);
  for (const field of [...strict, ...lenient]) {
    const value = given[field] ?? null;
    if (refuseName(value, field) !== null) continue;
    known.add(field);
    const name = typeof value === 'string' || typeof value === 'number' ? cleanText(String(value)) : '';
    if (name !== '') names[field] = name;
  }
  const { synthetic } = fields;
  if (typeof synthetic === 'boolean') known.add('synthetic');
  const metadata = { ...Object.fromEntries(Object.entries(fields).filter(([field]) => !known.has(field))), ...own };
  return {
    ...names,
    ...(typeof synthetic === 'boolean' ? { synthetic } : {}),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
}

/** Whole numbers beyond 2^53 are refused: parsing has made several of them one. */
function refuseName(value: unknown, field: string): Refusal | null {
  if (value === null || typeof value === 'string') return null;
  if (typeof value !== 'number' || !Number.isFinite(value))
    return { rule: 'invalid-shape', reason: `${field} must be text or a number, not ${kindOf(value)}` };
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? { rule: 'invalid-shape', reason: `${field} is a number too large to be held exactly; write it as text` }
    : null;
}
