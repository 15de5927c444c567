import { AnnealFailure } from '../../contracts/failure.ts';
import type { FormattingSpec } from '../../contracts/formatting.ts';
import type { Message } from '../../contracts/row.ts';
import type { RowFinding } from '../../contracts/row-finding.ts';
import { fieldsOf, knownFields } from './row-fields.ts';
import { fillTemplate, parseTemplate, type Placeholder, type Template } from './template.ts';

/** What formatting reads of a canonical row. `rejected` = the answer that was not preferred, without the prompt. */
export interface FormattableRow {
  messages: readonly Message[];
  rejected?: readonly Message[] | undefined;
  group?: string | undefined;
  timestamp?: string | undefined;
  task?: string | undefined;
  metadata?: Readonly<Record<string, unknown>> | undefined;
  source: { file: string; line: number };
}

/** How rows are formatted, with its template read. */
export interface Formatting extends Omit<FormattingSpec, 'template'> {
  format: 'chat' | 'completion';
  template: Template | null;
}

/**
 * @param place where the settings were written, for messages: "stages[0].formatting"
 * @throws AnnealFailure InvalidInput for a template that cannot be read
 */
export function readFormatting(spec: FormattingSpec, format: 'chat' | 'completion', place: string): Formatting {
  const { template, ...others } = spec;
  return { ...others, format, template: template === undefined ? null : parseTemplate(template, `${place}.template`) };
}

/**
 * A canonical row with the system message and the template in its prompt, still canonical: what evaluation asks, serving
 * frames and the trainer reads. For completion the prompt becomes one text, messages parted by blank lines. Answers, the
 * rejected one too, and the id stay. A row that needs nothing comes back as the same object; a row that cannot be
 * formatted as a finding that drops it.
 * @throws AnnealFailure InvalidInput, naming template, field and row, for a field that the row does not have, where
 *   `whenMissing` is fail
 */
export function formatRow<R extends FormattableRow>(row: R, formatting: Formatting): { row: R } | { finding: RowFinding } {
  const question = formatting.template === null ? null : ask(row, formatting.template, formatting.whenMissing);
  if (question !== null && 'finding' in question) return question;
  const asked = question === null ? row.messages : withQuestion(row.messages, question.text);
  const led = formatting.system === undefined ? asked : withSystem(asked, formatting.system);
  if (formatting.format === 'chat') return { row: led === row.messages ? row : { ...row, messages: led } };
  if (led.some(({ role }) => role === 'tool')) {
    return dropped(row, 'tool-call', 'the conversation calls tools, which format completion cannot show; use format chat');
  }
  const prompt = led.slice(0, -1);
  if (led === row.messages && prompt.length === 1) return { row };
  return { row: { ...row, messages: [{ role: 'user', content: joinPrompt(prompt) }, led.at(-1)!] } };
}

/** One text of the messages of a prompt. Empty ones leave no gap. */
export function joinPrompt(prompt: readonly Message[]): string {
  return prompt
    .map(({ content }) => content)
    .filter((content) => content !== '')
    .join('\n\n');
}

function ask(
  row: FormattableRow,
  template: Template,
  whenMissing: FormattingSpec['whenMissing'],
): { text: string } | { finding: RowFinding } {
  const fields = fieldsOf(row);
  const missing: Placeholder[] = [];
  const text = fillTemplate(template, (placeholder) => {
    const value = fields(placeholder.name);
    if (value === null) missing.push(placeholder);
    return value ?? '';
  });
  const first = missing[0];
  if (first === undefined || whenMissing === 'empty') return { text };
  if (whenMissing === 'drop')
    return dropped(row, 'missing-field', `the field ${first.name}, which the template names, is missing or no text`);
  const { file, line } = row.source;
  throw new AnnealFailure(
    'InvalidInput',
    `${template.place}, character ${first.character}: {${first.name}} names nothing that line ${line} of ${file} has as text. ` +
      `It has ${knownFields(row).join(', ')}. Correct the name, set whenMissing to drop or empty, or write {{ and }} for braces.`,
    { details: { file, line, field: first.name } },
  );
}

function dropped(row: FormattableRow, rule: 'missing-field' | 'tool-call', message: string): { finding: RowFinding } {
  const { file, line } = row.source;
  return { finding: { file, line, rule, severity: 'error', action: 'drop', message } };
}

/** Messages with another text for the last question; one is put before the answer where there was none. */
function withQuestion(messages: readonly Message[], text: string): readonly Message[] {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  if (last === -1) return [...messages.slice(0, -1), { role: 'user', content: text }, messages.at(-1)!];
  return messages.map((message, index) => (index === last ? { ...message, content: text } : message));
}

/** A developer message is a system message by its newer name. Where one is replaced, further ones go. */
function withSystem(messages: readonly Message[], { text, whenPresent }: NonNullable<FormattingSpec['system']>): readonly Message[] {
  const leads = ({ role }: Message) => role === 'system' || role === 'developer';
  const first = messages.find(leads);
  if (first !== undefined && whenPresent === 'keep') return messages;
  const role = first?.role ?? 'system';
  return [{ role, content: text }, ...messages.filter((message) => !leads(message))];
}
