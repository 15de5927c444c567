import { isCodeLike } from './code-like.ts';
import { contentField, type CheckedRow, type Problem } from './checked-row.ts';

/** Llama 2's system text, which is no token of its own. */
const systemMarkers = /<<\/?SYS>>/;
/** Beginning and end of a sequence, at the ends of a text: within it, `<s>` is struck-out text of HTML. */
const sequenceMarkers = /^<s>|<\/s>$/;
/** ChatML's kind: `<|human|>`, `<|turn_end|>`. Those that are special tokens have a rule of their own. */
const pipes = /<\|[A-Za-z0-9_]{2,40}\|>/g;
/** Headings of Alpaca's and Vicuna's prompts, at the beginning of a line. */
const headings = /^#{2,4} ?(?:Instruction|Response|Input|Human|Assistant|User|System) ?:/m;
/** `{{name}}`, `{{ item.title | upper }}`, `{% if x %}`: Jinja, Mustache, Handlebars. */
const templates =
  /\{\{-?[ \t]{0,4}[#/^>&]?[A-Za-z_][\w.-]{0,63}[ \t]{0,4}(?:\|[ \t]{0,4}\w{1,32}[ \t]{0,4})?-?\}\}|\{%-? {0,4}(?:if|for|else|elif|set|block|end[a-z]{2,8})\b/;
/** One pair of braces around a word that prompts name their variables by. */
const variables =
  /(?<![\\\w])\{(?:input|output|instruction|question|context|answer|response|prompt|completion|query|user_input|text|document|name)\}/i;
/** Blanks of forms and contracts. Not `[x]` of a list index or a task list, not the link `[Name](…)`, not the omission `[…]`. */
const blanks =
  /(?<![\w\])])\[(?:[•●◦_]{1,20}|(?:insert|enter|fill in|your|state|specify)\b[^\]\n]{0,60}|(?:date|name|company|address|amount|party|title|city|country|client|customer|signature|number|percentage|jurisdiction|effective date|full name)(?: [A-Za-z]{1,20}){0,3}|TBD|TODO)\](?!\()/i;

/** `<YOUR NAME HERE>`, `<insert date>`, `<YOUR_API_KEY>`: several words, the first of which asks for something. A tag of HTML or XML has attributes or one word, and a type's parameter stands behind a name. */
const angles = /(?<!\w)<(?:insert|enter|fill in|your|specify)[ _-][a-z][\w '’-]{0,60}>/i;

/** Tells of a text which leftovers of templates it holds. */
export interface Leftovers {
  /** A turn of a chat template or a heading of a prompt template. */
  turn: boolean;
  /** A variable that was not filled in. */
  variable: boolean;
  blank: boolean;
}

/** `special`: tokens that the rule for special tokens looks for. Each pattern is tried only where its first character stands in the text. */
export function leftoversIn(text: string, special: ReadonlySet<string> = new Set()): Leftovers {
  const [brace, bracket, angle] = [text.includes('{'), text.includes('['), text.includes('<')];
  return {
    turn:
      (angle && (systemMarkers.test(text) || (!special.has('<s>') && sequenceMarkers.test(text)))) ||
      (text.includes('<|') && (text.match(pipes) ?? []).some((found) => !special.has(found))) ||
      (text.includes('##') && headings.test(text)),
    variable: brace && (templates.test(text) || variables.test(text)),
    blank: (bracket && blanks.test(text)) || (angle && angles.test(text)),
  };
}

/**
 * Leftovers of templates in any message. In code, a variable in braces is a placeholder like any other, which is only
 * flagged: programs that format text hold them rightly. The braces themselves do not make a text code. System messages are judged too: they are trained with.
 */
export function checkTemplateMarkers({ messages }: CheckedRow, special: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  for (const [index, { content }] of messages.entries()) {
    const { turn, variable, blank } = leftoversIn(content, special);
    if (!turn && !variable && !blank) continue;
    const field = contentField(index);
    if (turn)
      problems.push({
        check: 'templateMarker',
        rule: 'template-marker',
        field,
        message: 'the text holds a marker of a chat or prompt template',
      });
    if (variable && !isCodeLike(content.replaceAll(/[{}|]/g, '')))
      problems.push({
        check: 'templateMarker',
        rule: 'template-marker',
        field,
        message: 'the text holds a template’s variable that was not filled in',
      });
    else if (variable || blank)
      problems.push({ check: 'placeholder', rule: 'template-marker', field, message: 'the text holds a blank that was not filled in' });
  }
  return problems;
}
