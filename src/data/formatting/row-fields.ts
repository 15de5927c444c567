import type { FormattableRow } from './format-row.ts';

/**
 * Looks up what a template may name: `input` (the last question), `system`, `group`, `task`, `timestamp`, and any other
 * field that came with the row, as `country` or `metadata.country`. Null for what is missing or is neither text, number
 * nor truth value.
 */
export function fieldsOf(row: FormattableRow): (name: string) => string | null {
  const own = ownFields(row);
  return (name) => {
    const value = own.get(name) ?? metadataField(row, name) ?? metadataField(row, name.startsWith('metadata.') ? name.slice(9) : '');
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
  };
}

/** Names that a template may use of this row, its own fields first. */
export function knownFields(row: FormattableRow): string[] {
  const fields = fieldsOf(row);
  const names = [...ownFields(row).keys(), ...Object.keys(row.metadata ?? {}).slice(0, 50)];
  return [...new Set(names)].filter((name) => fields(name) !== null);
}

function ownFields({ messages, group, task, timestamp }: FormattableRow): Map<string, string | undefined> {
  const prompt = messages.slice(0, -1);
  const input = prompt.findLast(({ role }) => role === 'user')?.content;
  const system = prompt.find(({ role }) => role === 'system' || role === 'developer')?.content;
  return new Map(Object.entries({ input, system, group, task, timestamp }));
}

function metadataField({ metadata }: FormattableRow, name: string): unknown {
  return metadata !== undefined && Object.hasOwn(metadata, name) ? metadata[name] : undefined;
}
