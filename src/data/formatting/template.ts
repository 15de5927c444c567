import { AnnealFailure } from '../../contracts/failure.ts';

/** Text and, between, names of fields with their place in the template. */
export interface Template {
  /** Where the template was written, for messages: "formatting.template". */
  place: string;
  parts: readonly (string | Placeholder)[];
}

/** A field's name in braces. */
export interface Placeholder {
  name: string;
  /** Character of the opening brace, from 1. */
  character: number;
}

const token = /\{\{|\}\}|\{([^{}\n]{1,100})\}|[{}]/g;

/** Fields that hold what is to be learned. */
const answers = new Set(['output', 'completion', 'label', 'rejected', 'messages']);

/**
 * Reads `text {field} text`; `{{` and `}}` are braces.
 * @throws AnnealFailure InvalidInput naming the place, for a brace that stands alone, a template that names no field, and
 *   one that names the answer
 */
export function parseTemplate(text: string, place: string): Template {
  const parts: (string | Placeholder)[] = [];
  let [plain, at] = ['', 0];
  for (const match of text.matchAll(token)) {
    plain += text.slice(at, match.index);
    at = match.index + match[0].length;
    const character = match.index + 1;
    const name = match[1]?.trim();
    if (name === undefined && match[0].length === 2) plain += match[0][0];
    else {
      if (name === undefined || name === '') throw loneBrace(match[0], place, character);
      if (answers.has(name)) throw bad(`${place}, character ${character}: {${name}} would put the answer into the question. Leave it out.`);
      parts.push(plain, { name, character });
      plain = '';
    }
  }
  if (parts.length === 0)
    throw bad(`${place} names no field, so that every row would ask the same. Put {input} where the question is to stand.`);
  return { place, parts: [...parts, plain + text.slice(at)].filter((part) => part !== '') };
}

/** The template with each field's value, whatever that holds: values are not read as templates. */
export function fillTemplate({ parts }: Template, valueOf: (placeholder: Placeholder) => string): string {
  return parts.map((part) => (typeof part === 'string' ? part : valueOf(part))).join('');
}

function loneBrace(found: string, place: string, character: number): AnnealFailure {
  const what = found === '{' || found === '}' ? `"${found}" stands alone` : 'the braces hold no name';
  return bad(`${place}, character ${character}: ${what}. A field is written {input}, a brace {{ or }}.`);
}

function bad(message: string): AnnealFailure {
  return new AnnealFailure('InvalidInput', message);
}
