import type { ValidationSpec } from '../../contracts/validation-spec.ts';
import { contentField, type CheckedRow, type Problem } from './checked-row.ts';
import { keysOf, objectIn, TypeCensus, typesIn } from './json-types.ts';

const bullet = /^[ \t]{0,8}[-*•–+][ \t]+\S/;
const numbered = /^[ \t]{0,8}(?:\d{1,3}|[a-zA-Z])[.)][ \t]+\S/;
/** Longest beginning that is compared, in characters. */
const longestStart = 40;
/** Distinct keys and beginnings that are counted; what comes later is no majority. */
const mostCounted = 1_000;

/** The outer form of an answer: what a reader sees before reading. */
export type AnswerForm = 'JSON' | 'a bulleted list' | 'a numbered list' | 'code' | 'plain text';

/** At least two thirds of the lines with text, and two of them, make a list. */
export function formOf(answer: string): AnswerForm {
  return objectIn(answer) === null ? formOfText(answer) : 'JSON';
}

function formOfText(answer: string): AnswerForm {
  if (isJsonArray(answer)) return 'JSON';
  if (answer.startsWith('```')) return 'code';
  if (!answer.includes('\n')) return 'plain text';
  let [lines, bullets, numbers] = [0, 0, 0];
  for (const line of answer.split('\n', 200)) {
    if (line.trim() === '') continue;
    lines += 1;
    if (bullet.test(line)) bullets += 1;
    else if (numbered.test(line)) numbers += 1;
  }
  if (bullets >= 2 && bullets * 3 >= lines * 2) return 'a bulleted list';
  if (numbers >= 2 && numbers * 3 >= lines * 2) return 'a numbered list';
  return 'plain text';
}

/** The fixed beginning of an answer, such as "Answer:": up to its first colon, or its first word. Empty where it has none. */
export function startOf(answer: string): string {
  const head = answer.slice(0, longestStart);
  const line = head.indexOf('\n') === -1 ? head : head.slice(0, head.indexOf('\n'));
  const colon = line.indexOf(':');
  if (colon > 0) return line.slice(0, colon + 1);
  return /^\S+(?=\s)/.exec(line)?.[0] ?? '';
}

function isJsonArray(text: string): boolean {
  if (!text.startsWith('[') || !text.endsWith(']')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Forms that nearly all answers have; null where the answers differ. */
export interface MajorityForms {
  form: AnswerForm | null;
  keys: string | null;
  start: string | null;
  /** Type of the value by key of the JSON objects. */
  types: ReadonlyMap<string, string>;
}

export const noForms: MajorityForms = { form: null, keys: null, start: null, types: new Map() };

/** Counts forms while rows stream by. Labels have none: their set is judged. */
export class FormCensus {
  #rows = 0;
  readonly #forms = new Map<string, number>();
  readonly #keys = new Map<string, number>();
  readonly #starts = new Map<string, number>();
  readonly #types = new TypeCensus();

  add(answer: string): void {
    this.#rows += 1;
    const object = objectIn(answer);
    const form = object === null ? formOfText(answer) : 'JSON';
    count(this.#forms, form);
    if (object !== null) {
      count(this.#keys, keysOf(object));
      this.#types.add(object);
    }
    if (form !== 'JSON') count(this.#starts, startOf(answer));
  }

  /** A form counts when at least `majority` of the answers of at least `leastRows` rows have it. */
  majority({ majority, leastRows }: ValidationSpec['formatDrift']): MajorityForms {
    if (this.#rows < leastRows) return noForms;
    const most = (counts: ReadonlyMap<string, number>): string | null => {
      for (const [name, rows] of counts) if (rows >= majority * this.#rows) return name;
      return null;
    };
    const start = most(this.#starts);
    return {
      form: most(this.#forms) as AnswerForm | null,
      keys: most(this.#keys),
      start: start === '' ? null : start,
      types: this.#types.majority(majority, leastRows),
    };
  }
}

/** How an answer leaves the majority's form. The first difference is told, from the outside in. */
export function checkForm(row: CheckedRow, majority: MajorityForms): Problem[] {
  const answer = row.messages.at(-1)!.content;
  const wrong = driftOf(answer, majority);
  if (wrong === null) return [];
  return [{ check: 'formatDrift', rule: 'format-drift', field: contentField(row.messages.length - 1), message: wrong }];
}

function driftOf(answer: string, majority: MajorityForms): string | null {
  const object = objectIn(answer);
  const form = object === null ? formOfText(answer) : 'JSON';
  if (majority.form !== null && form !== majority.form)
    return `the answer is ${form}; nearly all answers of this dataset are ${majority.form}`;
  if (majority.keys !== null && form === 'JSON' && (object === null || keysOf(object) !== majority.keys))
    return 'the answer’s JSON has other keys than nearly all answers of this dataset';
  if (object !== null && typesIn(object).some(([key, type]) => (majority.types.get(key) ?? type) !== type))
    return 'the answer’s JSON has a value of another type than nearly all answers of this dataset have under its key';
  if (majority.start !== null && form !== 'JSON' && startOf(answer) !== majority.start)
    return 'the answer does not begin as nearly all answers of this dataset do';
  return null;
}

function count(counts: Map<string, number>, name: string): void {
  const before = counts.get(name);
  if (before !== undefined) counts.set(name, before + 1);
  else if (counts.size < mostCounted) counts.set(name, 1);
}
