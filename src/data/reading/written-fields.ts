import type { ColumnMapping } from '../../contracts/dataset-reading.ts';
import type { Message } from '../../contracts/row.ts';
import type { TextList } from '../cleaning/clean-row.ts';
import { shapeRow, type ShapedRow } from '../row-shapes.ts';
import { columnOf } from './map-columns.ts';
import { isFields } from './tool-calls.ts';
import { writtenPart, writtenValue } from './written-value.ts';

type Fields = Record<string, unknown>;

/**
 * Fields of a row as it was written that a text of its canonical row was read from, by that text's canonical path, such as
 * "messages[0].content" → "input". Several where the text is joined of them; the first names it.
 */
export type WrittenPaths = (path: string) => [string, ...string[]];

/** Reads the row a second time, and only when first asked: rows of which nothing is told cost nothing. */
export function writtenPaths(value: unknown, columns: ColumnMapping = {}): WrittenPaths {
  let traced: Trace | 'unread' | null = null;
  return (path) => {
    traced ??= traceRow(value, columns);
    return traced === 'unread' ? [path] : pathsOf(path, traced);
  };
}

/** Names the texts of a canonical row as they were written, for `cleanRow`: "input", "conversations[0].value", "question". */
export function writtenFields(value: unknown, columns?: ColumnMapping): (list: TextList, index: number) => string {
  const paths = writtenPaths(value, columns);
  return (list, index) => paths(list === 'label' ? list : `${list}[${index}].content`)[0];
}

interface Trace {
  value: Fields;
  columns: ColumnMapping;
  shaped: ShapedRow;
  told: Map<Message, [string, ...string[]]>;
}

function traceRow(value: unknown, columns: ColumnMapping): Trace | 'unread' {
  const told = new Map<Message, [string, ...string[]]>();
  const shaped = shapeRow(value, columns, (message, ...fields) => told.set(message, fields));
  return isFields(value) && !('rule' in shaped) ? { value, columns, shaped, told } : 'unread';
}

function pathsOf(path: string, traced: Trace): [string, ...string[]] {
  const { value, columns } = traced;
  const list = /^(messages|rejected)\[(\d+)\]/.exec(path);
  if (list !== null) {
    const fields = messageFields(list[1] as 'messages' | 'rejected', Number(list[2]), path.slice(list[0].length), traced);
    const [first, ...more] = fields.map((field) => writtenPart(value, mapped(field, traced)));
    return [first ?? path, ...more];
  }
  if (path.startsWith('tools[')) return [writtenPart(value, toolPath(path, traced))];
  if (path.startsWith('metadata.')) return [metadataPath(path.slice('metadata'.length), traced)];
  const column = columnOf(path, value, columns);
  const inMetadata = path === 'group' && column === path && (value['group'] ?? null) === null;
  return [inMetadata ? 'metadata.group' : column];
}

/** Of a message that was read out of one text (a turn, a call written as JSON) every part stands in that text. */
function messageFields(list: 'messages' | 'rejected', index: number, part: string, { shaped, told, value }: Trace): string[] {
  const message = shaped[list]?.[index];
  const fields = (message && told.get(message)) ?? [];
  const [first] = fields;
  if (first === undefined) return [];
  if (part !== '.content') return [first.endsWith('.content') ? first.slice(0, -'.content'.length) + part : first];
  const content = fields.length === 1 ? writtenValue(value, first) : null;
  return Array.isArray(content) ? [first, ...content.map((_, place) => `${first}[${place}].text`)] : fields;
}

/** The path with the column's name in place of the part of the row that it was mapped to. */
function mapped(path: string, { value, columns }: Pick<Trace, 'value' | 'columns'>): string {
  const head = /^[^.[]*/.exec(path)![0];
  return columnOf(head, value, columns) + path.slice(head.length);
}

/** A function may be written bare, and beside the prompt of an OpenAI pair. */
function toolPath(path: string, { value, columns }: Trace): string {
  const input = value[columnOf('input', value, columns)];
  const isPair = 'preferred_output' in value || 'non_preferred_output' in value;
  const inInput = isPair && isFields(input) && (input['tools'] ?? null) !== null;
  const written = inInput ? `${columnOf('input', value, columns)}.${path}` : mapped(path, { value, columns });
  const [, tool, rest] = /^(.*?\[\d+\])\.function\b(.*)$/.exec(written) ?? [];
  if (tool === undefined || rest === undefined) return written;
  const bare = writtenValue(value, tool);
  return isFields(bare) && !isFields(bare['function']) ? tool + rest : written;
}

/** Metadata of a canonical row is the row's own and every field that is nothing else. Keys without a plain name go by place. */
function metadataPath(rest: string, { value, columns, shaped }: Trace): string {
  const step = /^\.(?:\(key (\d+)\)|([\w-]+))/.exec(rest);
  if (step === null) return `metadata${rest}`;
  const [whole, place, name] = step;
  const key = name ?? Object.keys(shaped.metadata ?? {})[Number(place) - 1] ?? '';
  const own = value['metadata'];
  const inOwn = isFields(own) && Object.hasOwn(own, key);
  const unnamed = `(key ${Object.keys(inOwn ? own : value).indexOf(key) + 1})`;
  const named = inOwn ? key : columnOf(key, value, columns);
  return `${inOwn ? 'metadata.' : ''}${name === undefined && named === key ? unnamed : named}${rest.slice(whole.length)}`;
}
