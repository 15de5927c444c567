import type { PiiFinder } from './find-pii.ts';
import type { PiiSpan } from './span.ts';
import { mapTexts } from './row-texts.ts';

/** A span and the text that it was found in: a path in the row, or null in a line of plain text. */
export interface FoundSpan extends PiiSpan {
  field: string | null;
}

/** What a line of a file is searched as. */
export type ScanTarget = { kind: 'text' } | { kind: 'fields' } | { kind: 'field'; path: string };

/** What came of a line; `unreadable` = no JSON object, `missing` = it has no text at the path. */
export type ScannedLine = { kind: 'searched'; spans: FoundSpan[] } | { kind: 'unreadable' } | { kind: 'missing' };

/** Searches a line as text, or all texts of the JSON object that it is, or those at one dotted path (through lists, into each entry). */
export function scanLine(line: string, target: ScanTarget, find: PiiFinder): ScannedLine {
  if (target.kind === 'text') return { kind: 'searched', spans: find(line).map((span) => ({ ...span, field: null })) };
  const row = parseObject(line);
  if (row === null) return { kind: 'unreadable' };
  const spans: FoundSpan[] = [];
  const search = (text: string, field: string): string => {
    for (const span of find(text)) spans.push({ ...span, field });
    return text;
  };
  if (target.kind === 'fields') {
    mapTexts({ row }, (text, path) => search(text, path.replace(/^row\.?/, '')));
    return { kind: 'searched', spans };
  }
  const texts = textsAt(row, target.path.split('.'));
  for (const text of texts) search(text, target.path);
  return texts.length === 0 ? { kind: 'missing' } : { kind: 'searched', spans };
}

/** Whether a line is one JSON object, which makes a file one of rows. */
export function isRow(line: string): boolean {
  return parseObject(line) !== null;
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function textsAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value) && !(path.length > 0 && /^\d+$/.test(path[0]!))) return value.flatMap((inner) => textsAt(inner, path));
  const [first, ...rest] = path;
  if (first === undefined) return typeof value === 'string' ? [value] : [];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return [];
  return textsAt((value as Record<string, unknown>)[first], rest);
}
