import type { DataReport } from '../../contracts/data-report.ts';

/** Settings as a list of dotted names and short values, for people; lists and what is left out are written as JSON. */
export function settingsList(settings: unknown, name = ''): DataReport['settings'] {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return [{ name, value: valueText(settings) }];
  return Object.entries(settings).flatMap(([key, value]) => settingsList(value, name === '' ? key : `${name}.${key}`));
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
