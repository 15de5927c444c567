import type { DomainCleaner, DomainRow } from '../../contracts/domain-cleaner.ts';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { Message } from '../../contracts/row.ts';
import type { RowFinding } from '../../contracts/row-finding.ts';
import { canonicalJson } from '../canonical-json.ts';
import { cleanField, type CleaningOptions } from './clean-field.ts';
import { fieldName, type CleanableRow, type RowPlace } from './clean-row.ts';

/** A domain cleaner, ready to be asked. */
export interface DomainCleanerModule {
  cleaner: DomainCleaner;
  /** Name of the module's file, without its folder. */
  file: string;
  /** Of the file's bytes. Together with name and version it tells which cleaning a result is of. */
  sha256: string;
}

/** Rows that a domain cleaner is given. */
export type DomainCleanableRow = CleanableRow & Pick<DomainRow, 'group' | 'metadata'>;

type TextLists = Pick<DomainRow, 'messages' | 'rejected'>;

/**
 * A row through a domain cleaner, and its texts through Anneal's cleaning again, with a finding for each field that it
 * changed. The id stays as it was: it is of the text before.
 * @throws AnnealFailure InvalidInput, naming the module and the row's file and line, when the cleaner throws, gives no row,
 *   drops, adds or recasts a message, changes another field, or changes a row again that it has cleaned
 */
export function cleanDomain<R extends DomainCleanableRow>(
  row: R,
  module: DomainCleanerModule,
  place: RowPlace,
  options: CleaningOptions = {},
): { row: R; findings: RowFinding[] } {
  const once = cleanedTexts(row, module, place, options);
  const changed = changedFields(row, once, place);
  if (changed.length === 0) return { row, findings: [] };
  const cleaned = { ...row, ...once };
  const again = changedFields(cleaned, cleanedTexts(cleaned, module, place, options), place);
  if (again.length > 0)
    throw wrong(module, place, `changed ${again[0]} of a row that it had cleaned; cleaning a row twice has to change nothing`);
  const message = `changed by the domain cleaner ${module.cleaner.name} ${module.cleaner.version}`;
  const { file, line } = place;
  const findings = changed.map((field): RowFinding => ({
    file,
    line,
    rule: 'domain',
    severity: 'info',
    action: 'change',
    field,
    count: 1,
    message,
  }));
  return { row: cleaned, findings };
}

function cleanedTexts(row: DomainCleanableRow, module: DomainCleanerModule, place: RowPlace, options: CleaningOptions): TextLists {
  const given = frozen(row);
  const returned = ask(given, module, place);
  if (typeof returned !== 'object' || returned === null || Array.isArray(returned)) throw wrong(module, place, 'gave no row');
  const fields = returned as Record<string, unknown>;
  const messages = readTexts(fields['messages'], row.messages, 'messages', module, place, options);
  const rejected = row.rejected && readTexts(fields['rejected'], row.rejected, 'rejected', module, place, options);
  for (const field of Object.keys(fields)) {
    if (field !== 'messages' && field !== 'rejected' && !isEqual(fields[field], given[field as keyof DomainRow]))
      throw wrong(module, place, 'changed a field other than the texts of "messages" and "rejected"; only these are its to change');
  }
  return { messages, ...(rejected && { rejected }) };
}

function ask(row: DomainRow, module: DomainCleanerModule, place: RowPlace): unknown {
  let given: unknown;
  try {
    given = module.cleaner.clean(row);
  } catch (error) {
    throw wrong(module, place, `threw ${thrownName(error)}${placeIn(module.file, error)}`);
  }
  if (!(given instanceof Promise)) return given;
  given.catch(() => {}); // one that nobody waits for would end the process
  throw wrong(module, place, 'gave a promise; clean has to be synchronous');
}

function readTexts(
  value: unknown,
  before: readonly Message[],
  list: string,
  module: DomainCleanerModule,
  place: RowPlace,
  options: CleaningOptions,
): Message[] {
  if (!Array.isArray(value)) throw wrong(module, place, `gave a row whose "${list}" is no list of messages`);
  if (value.length !== before.length)
    throw wrong(module, place, `gave ${value.length} ${list} for ${before.length}; it may neither drop nor add one`);
  return before.map((message, index) => {
    const { role, content, name } = (value[index] ?? {}) as Partial<Record<keyof Message, unknown>>;
    const where = `${list}[${index}]`;
    if (role !== message.role || name !== message.name) throw wrong(module, place, `changed the role or name of ${where}`);
    if (typeof content !== 'string') throw wrong(module, place, `gave ${where} a content that is no text`);
    if (!content.isWellFormed() || content.includes('\0'))
      throw wrong(module, place, `gave ${where} a content with a NUL or half a character`);
    return content === message.content ? message : { ...message, content: cleanField(content, options).text };
  });
}

function changedFields(before: CleanableRow, after: TextLists, place: RowPlace): string[] {
  return (['messages', 'rejected'] as const).flatMap((list) =>
    (before[list] ?? []).flatMap(({ content }, index) => (after[list]![index]!.content === content ? [] : [fieldName(place, list, index)])),
  );
}

function frozen({ messages, rejected, label, group, metadata }: DomainCleanableRow): DomainRow {
  const freeze = (list: readonly Message[]) => Object.freeze(list.map((message) => Object.freeze({ ...message })));
  return Object.freeze({
    messages: freeze(messages),
    ...(rejected && { rejected: freeze(rejected) }),
    ...(label === undefined ? {} : { label }),
    ...(group === undefined ? {} : { group }),
    ...(metadata && { metadata: freezeDeep(metadata) }),
  });
}

/** Rows are nested 64 levels at most: that is checked where they are read. */
function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freezeDeep(inner);
  return Object.freeze(value);
}

function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  try {
    return canonicalJson(a) === canonicalJson(b);
  } catch {
    return false;
  }
}

function wrong({ cleaner, file }: DomainCleanerModule, place: RowPlace, what: string): AnnealFailure {
  const { name, version } = cleaner;
  const message = `The domain cleaner ${name} ${version} (${file}) ${what}. This was for line ${place.line} of ${place.file}.`;
  return new AnnealFailure('InvalidInput', message, { details: { module: file, file: place.file, line: place.line } });
}

/** The kind of an error. Not its message, which may hold text of the row and would travel into logs. */
function thrownName(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  return /^\w{1,40}$/u.test(name) ? name : 'something';
}

/** " (tickets.ts:12)", where the stack tells. */
function placeIn(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frame = stack.split('\n').find((line) => /^\s+at /u.test(line) && line.includes(`/${file}`));
  const line = frame === undefined ? undefined : /:(\d+):\d+\)?$/u.exec(frame)?.[1];
  return line === undefined ? '' : ` (${file}:${line})`;
}
