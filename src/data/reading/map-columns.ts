import { RowPart, type ColumnMapping } from '../../contracts/dataset-reading.ts';
import type { Refusal } from '../refusal.ts';

type Fields = Record<string, unknown>;

/** Parts that a row cannot do without once a column is named for them; a missing group would leak a document in silence. */
const needed = new Set<RowPart>(['input', 'output', 'messages', 'chosen', 'rejected', 'group']);
/** Parts by which a row's shape is told. Where one of them is mapped, columns of these names that are not mapped mean nothing. */
const shaping = ['input', 'output', 'messages', 'prompt', 'completion', 'instruction', 'conversations', 'chosen', 'rejected'];

/** Whether the mapping says what is asked and answered, so that the row's own field names do not. */
const namesContent = (columns: ColumnMapping) => ['input', 'output', 'messages', 'chosen', 'rejected'].some((part) => part in columns);

/**
 * A row with the columns of the mapping under the names of their parts. Columns that are not mapped stay, but for those that
 * would be taken for another shape: these go to the metadata with all other fields.
 */
export function mapColumns(fields: Fields, columns: ColumnMapping): { fields: Fields } | Refusal {
  const parts: Fields = {};
  for (const part of RowPart.options) {
    const path = columns[part];
    if (path === undefined) continue;
    const value = valueAt(fields, path);
    if (value === undefined && needed.has(part))
      return { rule: 'missing-field', reason: `the column ${path}, which holds the ${part}, is missing` };
    if (value !== undefined) parts[part === 'input' && 'chosen' in columns ? 'prompt' : part] = value;
  }
  const mapped = new Set<string>(Object.values(columns));
  const rest = Object.entries(fields).filter(([field]) => !mapped.has(field));
  const isOther = (field: string) => namesContent(columns) && shaping.includes(field);
  const others = rest.filter(([field]) => isOther(field));
  const kept = rest.filter(([field]) => !isOther(field));
  return { fields: { ...Object.fromEntries(kept), ...parts, ...withMetadata(fields, others) } };
}

/** The column that a field of the mapped row was read from: the field's own name where no column was named for it. */
export function columnOf(field: string, fields: Fields, columns: ColumnMapping): string {
  const part = field === 'prompt' && 'chosen' in columns ? 'input' : field;
  const path = Object.hasOwn(columns, part) ? columns[part as RowPart] : undefined;
  return path !== undefined && valueAt(fields, path) !== undefined ? path : field;
}

/** Fields whose names are taken join the metadata. */
function withMetadata(fields: Fields, others: [string, unknown][]): Fields {
  const own = fields['metadata'];
  if (others.length === 0) return {};
  if (own !== undefined && own !== null && (typeof own !== 'object' || Array.isArray(own))) return {};
  return { metadata: { ...Object.fromEntries(others), ...(own as Fields | undefined | null) } };
}

/** The column of this whole name, else what stands at the end of the path; `undefined` when there is none. */
function valueAt(fields: Fields, path: string): unknown {
  if (Object.hasOwn(fields, path)) return fields[path];
  let value: unknown = fields;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Fields)[step];
  }
  return value;
}
