import type { Message } from '../../contracts/row.ts';
import type { RowFinding } from '../../contracts/row-finding.ts';
import { describeChanges } from './change-counts.ts';
import { cleanFieldCharacters, cleanFieldMarkup, keepsMarkup, type CleanedField, type CleaningOptions } from './clean-field.ts';
import { countGarbled } from './garbled-words.ts';

/** The texts of a row: a conversation, the answer that was not preferred, the class. */
export interface CleanableRow {
  messages: readonly Message[];
  rejected?: readonly Message[] | undefined;
  label?: string | undefined;
}

export type TextList = 'messages' | 'rejected' | 'label';

/** Where a row stands, and under which names its texts were written. */
export interface RowPlace {
  file: string;
  line: number;
  /** Path of a text in the row as it was written, such as "input"; default "messages[0].content", "label". */
  fieldOf?: (list: TextList, index: number) => string;
}

/**
 * Every text of a row cleaned, with a finding for each field and rule. A row that needs nothing comes back as the same
 * object. The id stays as it was: it is of the text before, and the caller's to compute again.
 */
export function cleanRow<R extends CleanableRow>(
  row: R,
  place: RowPlace,
  options: CleaningOptions = {},
): { row: R; findings: RowFinding[] } {
  const fields = textsOf(row).map((field) => ({ ...field, cleaned: cleanFieldCharacters(field.text, options) }));
  const texts = fields.map(({ cleaned }) => cleaned.text);
  const done = keepsMarkup(options, texts)
    ? fields
    : fields.map((field) => ({ ...field, cleaned: cleanFieldMarkup(field.cleaned, options) }));
  const judged = done.map((field) => ({ ...field, mojibakeLeft: options.mojibake === 'keep' ? 0 : countGarbled(field.cleaned.text) }));
  const told = judged.filter(({ cleaned, mojibakeLeft }) => cleaned.changes.length + cleaned.markupLeft + mojibakeLeft > 0);
  const findings = told.flatMap(
    // naming a field reads the row again
    ({ list, index, cleaned, mojibakeLeft }) => findingsOf({ ...cleaned, mojibakeLeft }, fieldName(place, list, index), place),
  );
  const changed = done.filter(({ text, cleaned }) => cleaned.text !== text);
  return { row: changed.length === 0 ? row : withTexts(row, changed), findings };
}

interface RowText {
  list: TextList;
  index: number;
  text: string;
}

function textsOf({ messages, rejected, label }: CleanableRow): RowText[] {
  const texts: RowText[] = messages.map(({ content }, index) => ({ list: 'messages', index, text: content }));
  for (const [index, { content }] of (rejected ?? []).entries()) texts.push({ list: 'rejected', index, text: content });
  if (label !== undefined) texts.push({ list: 'label', index: 0, text: label });
  return texts;
}

function withTexts<R extends CleanableRow>(row: R, changed: readonly (RowText & { cleaned: CleanedField })[]): R {
  const texts = new Map(changed.map(({ list, index, cleaned }) => [`${list}${index}`, cleaned.text]));
  const renew = (list: 'messages' | 'rejected', messages: readonly Message[]) =>
    messages.map((message, index) => {
      const content = texts.get(`${list}${index}`);
      return content === undefined ? message : { ...message, content };
    });
  const label = texts.get('label0');
  return {
    ...row,
    messages: renew('messages', row.messages),
    ...(row.rejected === undefined ? {} : { rejected: renew('rejected', row.rejected) }),
    ...(label === undefined ? {} : { label }),
  };
}

/** Path of a text in the row as it was written. */
export function fieldName({ fieldOf }: RowPlace, list: TextList, index: number): string {
  return fieldOf?.(list, index) ?? (list === 'label' ? list : `${list}[${index}].content`);
}

function findingsOf(
  { changes, markupLeft, mojibakeLeft }: CleanedField & { mojibakeLeft: number },
  field: string,
  { file, line }: RowPlace,
): RowFinding[] {
  const findings: RowFinding[] = [];
  for (const rule of new Set(changes.map((change) => change.rule))) {
    const own = changes.filter((change) => change.rule === rule);
    const count = own.reduce((sum, change) => sum + change.count, 0);
    findings.push({ file, line, rule, severity: 'info', action: 'change', field, count, message: describeChanges(own) });
  }
  if (markupLeft > 0) {
    const message = `holds ${markupLeft} tags and character references, which were left`;
    findings.push({ file, line, rule: 'markup', severity: 'warning', action: 'flag', field, count: markupLeft, message });
  }
  if (mojibakeLeft > 0) {
    const message = `holds ${mojibakeLeft} garbled characters, which were left, since the rest of the text is sound`;
    findings.push({ file, line, rule: 'mojibake', severity: 'warning', action: 'flag', field, count: mojibakeLeft, message });
  }
  return findings;
}
